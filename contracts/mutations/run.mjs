// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0

// Puts each fault of mutations.json into a copy of the contracts and runs the invariant that it must break: docs/proofs.md.
// usage: node mutations/run.mjs [NAME …]   only those that break a test named like this
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const contracts = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const packaged = join(contracts, 'node_modules', '@foundry-rs', 'forge-linux-amd64', 'bin', 'forge');
const forge = existsSync(packaged) ? packaged : 'forge';
const asked = process.argv.slice(2);
const mutations = JSON.parse(readFileSync(join(contracts, 'mutations', 'mutations.json'), 'utf8'))
  .filter((m) => asked.length === 0 || asked.some((name) => m.breaks.includes(name)));

const copy = mkdtempSync(join(tmpdir(), 'homeostat-mutations-'));
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const part of ['src', 'test', 'tools', 'foundry.toml']) cpSync(join(contracts, part), join(copy, part), { recursive: true });
symlinkSync(join(contracts, 'node_modules'), join(copy, 'node_modules'));

function replaceOnce(text, old, replacement, where) {
  if (text.split(old).length !== 2) throw new Error(`${where}: not exactly once: ${old}`);
  return text.replace(old, () => replacement);
}

// Only what an invariant itself says counts: a test that does not compile, or another one that fails, kills nothing.
function survives({ breaks, file, old, new: replacement, and }) {
  const path = join(copy, 'src', file);
  const original = readFileSync(path, 'utf8');
  let text = replaceOnce(original, old, replacement, file);
  if (and) text = replaceOnce(text, and[0], and[1], file);
  writeFileSync(path, text);
  try {
    const run = spawnSync(forge, ['test', '--match-contract', `^${breaks}$`, '--match-test', '^invariant_', '--gas-snapshot-emit', 'false'], {
      cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, FOUNDRY_PROFILE: 'default', NO_COLOR: '1' },
    });
    const broken = /\[FAIL[^\n]*\] (invariant_\w+)|\[FAIL[^\]]*\][^\n]*\n(?:.*\n)*?.*(invariant_\w+)\(/.exec(run.stdout);
    if (run.status !== 0 && !broken) throw new Error(`${breaks} did not run:\n${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`);
    return broken ? null : breaks;
  } finally {
    writeFileSync(path, original);
  }
}

let left = 0;
for (const mutation of mutations) {
  const survivor = survives(mutation);
  if (survivor) ++left;
  process.stdout.write(`${survivor ? 'SURVIVED' : 'broken  '} ${mutation.breaks} by ${mutation.file}: ${mutation.old.trim().split('\n')[0]}\n`);
}
process.stdout.write(`${mutations.length - left} of ${mutations.length} faults break what they should\n`);
process.exitCode = left === 0 ? 0 : 1;
