// Compiles the given .sol files with npm's solc and prints {name: {abi, bytecode, deployedBytecode}}.
// usage: node compile.mjs BASE_DIRECTORY FILE.sol …   imports: relative ones, packages from node_modules, and @homeostat/…
// for what is in contracts/.
import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';

const solc = createRequire(import.meta.url)('solc');
const contracts = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(contracts, 'node_modules');
const own = '@homeostat/';
const [base, ...files] = process.argv.slice(2);
const sources = Object.fromEntries(
  files.map((file) => [relative(base, file), { content: readFileSync(file, 'utf8') }]),
);

// A source outside the base directory and the packages is nobody's business, whatever an import says.
function find(path) {
  const places = path.startsWith(own)
    ? [[contracts, path.slice(own.length)]]
    : [[resolve(base), path], [modules, path]];
  for (const [root, name] of places) {
    const file = resolve(root, name);
    if (file.startsWith(root + '/') && existsSync(file)) return { contents: readFileSync(file, 'utf8') };
  }
  return { error: `not found beside the scenario nor among the npm packages: ${path}` };
}

const input = {
  language: 'Solidity',
  sources,
  settings: {
    evmVersion: 'prague',
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
if (errors.length > 0) {
  process.stderr.write(errors.map((e) => e.formattedMessage).join('\n'));
  process.exit(1);
}

const compiled = {};
for (const file of Object.keys(sources)) {
  for (const [name, contract] of Object.entries(output.contracts?.[file] ?? {})) {
    compiled[name] = {
      abi: contract.abi,
      bytecode: '0x' + contract.evm.bytecode.object,
      deployedBytecode: '0x' + contract.evm.deployedBytecode.object,
    };
  }
}
process.stdout.write(JSON.stringify(compiled));
