// The text is data: it is set as text and never read as markup.
export default function ({ data, parentElement }) {
  const [shown, button] = [parentElement.querySelector("pre"), parentElement.querySelector("button")];
  shown.textContent = data;
  button.textContent = "Copy";
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data);
      button.textContent = "Copied";
    } catch {
      // No clipboard for pages that are not served over TLS or from this machine, or none was allowed.
      window.getSelection().selectAllChildren(shown);
      button.textContent = "Press Ctrl+C";
    }
  };
}
