// Prints the JSON Schema of the gateway options as the package's own source states it. Argument: .tools/validators-node
import { buildSync } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const source = join(folder, "node_modules/@ai-sdk/gateway/src/gateway-provider-options.ts");
const contents = readFileSync(source, "utf8").replace("const gatewayProviderOptions", "export const gatewayProviderOptions");
const bundled = buildSync({
  stdin: { contents, loader: "ts", resolveDir: join(folder, "node_modules/@ai-sdk/gateway/src") },
  bundle: true, platform: "node", format: "esm", write: false,
});
const made = join(folder, "gateway-provider-options.mjs");
writeFileSync(made, bundled.outputFiles[0].text);
const { gatewayProviderOptions } = await import(made);
console.log(JSON.stringify(await gatewayProviderOptions().jsonSchema));
