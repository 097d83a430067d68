// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0

// Proves the properties in proofs/*.sol with solc's SMTChecker (CHC) and z3, and writes proofs.json: docs/proofs.md.
// usage: node tools/prove.mjs [--only TEXT] [--timeout SECONDS] [--out FILE]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const solc = createRequire(import.meta.url)('solc');
const contracts = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, timeout: { type: 'string', default: '60' }, out: { type: 'string', default: join(contracts, 'proofs.json') } },
});

const PROVED = '9576'; // "CHC: Assertion violation check is safe!"
const VIOLATED = '6328'; // "CHC: Assertion violation happens here."
const UNPROVED = ['5840', '2661', '4588', '1218', '7812', '6328'];

const z3 = execFileSync('z3', ['--version']).toString().trim().replace(/ - .*/, '').replace('Z3 version', 'z3');
const scratch = mkdtempSync(join(tmpdir(), 'homeostat-prove-'));

// SMTChecker's own time limit in the query counts milliseconds that a busy machine does not have: z3 is stopped from outside.
function solve(query) {
  const file = join(scratch, 'query.smt2');
  writeFileSync(file, query.replace(/\(set-option :timeout \d+\)/g, ''));
  const run = spawnSync('z3', [`-T:${options.timeout}`, file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const answer = run.stdout ?? '';
  return { contents: answer.startsWith('timeout') || answer === '' ? 'unknown\n' : answer };
}

// A library with a fault put into it, by path; null for the real one.
let broken = null;

function find(path) {
  if (broken?.path === path) return { contents: broken.text };
  for (const root of [contracts, join(contracts, 'node_modules')]) {
    try {
      return { contents: readFileSync(join(root, path), 'utf8') };
    } catch {
      // The other place, then.
    }
  }
  return { error: `not found: ${path}` };
}

// With every assertion of the property replaced by `false`: still safe means that the solver never got there.
const vacuous = (source) => source.replace(/assert\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\);/g, 'assert(false);');

// What `@custom:mutant Library: OLD => NEW` above a property says must break it.
function mutantOf(source, property) {
  const said = new RegExp(`@custom:mutant (\\w+): (.*) => ?(.*)\\n    function ${property}\\(`).exec(source);
  if (!said) throw new Error(`${property} has no mutant: nothing shows that it could fail`);
  const path = `src/${said[1]}.sol`;
  const text = readFileSync(join(contracts, path), 'utf8');
  if (text.split(said[2]).length !== 2) throw new Error(`${property}: ${said[2]} is not once in ${path}`);
  return { path, text: text.replace(said[2], () => said[3]) };
}

// A contract with one property only, so that its time is its own and nothing else is in the query.
function only(source, property) {
  const parts = source.split(/\n(?=    (?:\/\/\/|function ))/);
  let kept = parts[0];
  for (const part of parts.slice(1)) {
    const name = /function (\w+)/.exec(part)?.[1];
    if (name === undefined || name === property || !/^    (\/\/\/[^\n]*\n    )*function [A-Z]/.test(part)) kept += `\n${part}`;
  }
  return kept.trimEnd().endsWith('\n}') ? kept : `${kept.trimEnd()}\n}\n`;
}

function check(file, contract, property, change) {
  const path = `proofs/${file}`;
  const source = change(only(readFileSync(join(contracts, path), 'utf8'), property));
  const input = {
    language: 'Solidity',
    sources: { [path]: { content: source } },
    settings: {
      evmVersion: 'prague',
      outputSelection: { '*': { '*': [] } },
      modelChecker: {
        engine: 'chc',
        contracts: { [path]: [contract] },
        targets: ['assert'],
        solvers: ['smtlib2'],
        showProvedSafe: true,
        showUnproved: true,
        showUnsupported: true,
        timeout: 0,
      },
    },
  };
  const began = process.hrtime.bigint();
  const told = JSON.parse(solc.compile(JSON.stringify(input), { import: find, smtSolver: solve })).errors ?? [];
  const seconds = Number((process.hrtime.bigint() - began) / 1_000_000n) / 1000;
  const wrong = told.find((e) => e.severity === 'error');
  if (wrong) throw new Error(wrong.formattedMessage);
  return { result: verdict(told), seconds, told };
}

// Fails closed: whatever is not told to be safe, or was left out of the query, is not proved.
function verdict(told) {
  const codes = told.map((e) => e.errorCode);
  const violated = told.some((e) => e.errorCode === VIOLATED && /happens here/.test(e.message));
  if (violated) return 'REFUTED';
  const safe = codes.includes(PROVED);
  const doubtful = told.some((e) => e.errorCode !== PROVED && /might|not yet implement|unsupported|not support|unknown|unproved|solver|havoc/i.test(e.message));
  return safe && !doubtful ? 'PROVED' : 'UNKNOWN';
}

const proofs = [];
try {
  for (const file of readdirSync(join(contracts, 'proofs')).filter((f) => f.endsWith('.sol')).sort()) {
    const source = readFileSync(join(contracts, 'proofs', file), 'utf8');
    const contract = /contract (\w+)/.exec(source)[1];
    for (const [, property] of source.matchAll(/function ([A-Z]\w+)/g)) {
      if (options.only && !`${contract}.${property}`.includes(options.only)) continue;
      let { result, seconds, told } = check(file, contract, property, (text) => text);
      const mutant = mutantOf(source, property);
      if (result === 'PROVED' && check(file, contract, property, vacuous).result !== 'REFUTED') result = 'UNKNOWN';
      if (result === 'PROVED') {
        broken = mutant;
        if (check(file, contract, property, (text) => text).result === 'PROVED') result = 'UNKNOWN';
        broken = null;
      }
      proofs.push({ property, contract: contract.replace(/Proofs$/, ''), result, solver: `solc ${solc.version().split('+')[0]} CHC, ${z3}`, seconds: Math.round(seconds * 10) / 10 });
      process.stderr.write(`${result.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${contract}.${property}\n`);
      if (process.env.PROVE_VERBOSE) process.stderr.write(`${told.map((e) => `  ${e.errorCode} ${process.env.PROVE_VERBOSE === '2' ? e.message : e.message.split('\n')[0]}`).join('\n')}\n`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}

if (!options.only) writeFileSync(options.out, `[\n${proofs.map((p) => `  ${JSON.stringify(p)}`).join(',\n')}\n]\n`);
