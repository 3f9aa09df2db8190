import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import type { FactsDocument } from '../../src/base/facts.ts';
import { factName } from '../../src/checks/fact-name.ts';
import { judgeHost } from '../../src/checks/judge.ts';
import { type LoadedCheck, loadPacks } from '../../src/checks/load.ts';
import { leavesOf } from '../../src/checks/walk.ts';
import type { Finding, Severity, Verdict } from '../../src/generated/report-types.ts';
import { readFactsFile } from '../../src/host/recorded.ts';
import { predictFacts } from '../../src/nix/predict.ts';
import { verdictOf } from '../../src/report/verdict.ts';
import { inSituation, type Situation } from './support/situation.ts';

type Status = 'pass' | 'fail' | 'unknown' | 'skip';

/** By status, by name. `member` is the one that is looked at where a check has `each`. */
type Table = Partial<Record<Status, Record<string, Situation>>> & { readonly member?: string };

/** Ids of failed and unknown findings by severity, and of those that stand on inference. */
type Expected = Partial<Record<Severity, Partial<Record<Status, string[]>>>> & {
  readonly verdict: Verdict;
  readonly inferred: string[];
};

const statuses: readonly Status[] = ['pass', 'fail', 'unknown', 'skip'];
const fixtures = join(import.meta.dirname, 'fixtures/profiling');
const packs = await loadPacks([join(import.meta.dirname, '../../checks/profiling.yaml')], { sets: {} });
const base = await readFactsFile(join(fixtures, 'base.json'));

function tableOf({ id }: LoadedCheck): Table {
  return parse(readFileSync(join(fixtures, 'checks', `${id}.yaml`), 'utf8'));
}

/** The finding of one check; of one member where there is one. */
async function finding(check: LoadedCheck, document: FactsDocument, { params }: Situation, member?: string) {
  const parameters = { ...packs.parameters, ...params };
  const findings = await judgeHost({ ...packs, checks: [check], parameters }, document, 'h');
  return findings.find(({ id }) => id === [check.id, 'h', ...(member === undefined ? [] : [member])].join(':'));
}

for (const check of packs.checks)
  t.test(check.id, async (t) => {
    const { member, ...table } = tableOf(check);
    for (const status of ['pass', 'fail', 'unknown'] as const)
      t.not(Object.keys(table[status] ?? {}).length, 0, `has a fixture for ${status}`);
    for (const status of statuses)
      for (const [name, situation] of Object.entries(table[status] ?? {})) {
        const found = await finding(check, inSituation(base, situation), situation, member);
        t.equal(found?.status, status, `${status}: ${name}`, { evidence: found?.evidence });
      }
  });

t.test('every fixture belongs to a check', async (t) => {
  const ids = readdirSync(join(fixtures, 'checks')).map((name) => name.replace(/\.yaml$/, ''));
  t.same(ids.toSorted(), packs.checks.map(({ id }) => id).toSorted());
});

t.test('nothing passes on an empty facts document, and nothing fails', async (t) => {
  const empty = { ...base, facts: {}, gaps: {}, from: {} };
  for (const params of [{}, { alloy: '1.11.0' }, { alloy: '1.19.0', profiler: 'capabilities' }]) {
    const findings = await judgeHost({ ...packs, parameters: { ...packs.parameters, ...params } }, empty, 'h');
    t.same(statusesOf(findings, ['pass', 'fail']), {}, JSON.stringify(params));
  }
});

t.test('a sysctl remedy, applied to the facts of its fail fixtures, makes the check pass', async (t) => {
  for (const check of packs.checks) {
    const sysctl = check.remedy?.sysctl;
    if (sysctl === undefined) continue;
    for (const [name, situation] of Object.entries(tableOf(check).fail ?? {})) {
      const mended = predictFacts(inSituation(base, situation), sysctl);
      const expected = situation.mended === false ? 'fail' : 'pass';
      t.equal((await finding(check, mended, situation))?.status, expected, `${check.id}: ${name}`);
    }
  }
});

t.test('every check says why, what its advice costs and how to take it back', async (t) => {
  for (const { id, risk, remedy } of packs.checks) {
    if (remedy === undefined) continue;
    t.ok(risk, `${id}: risk`);
    t.ok(remedy.undo, `${id}: undo`);
  }
});

t.test('every fact that is asked for has a name for people', async (t) => {
  for (const { id, each = '', when, require } of packs.checks)
    for (const { part } of [...leavesOf(require), ...(when ? leavesOf(when) : [])])
      for (const named of [part.fact, ...('same' in part ? [part.same] : [])]) {
        const pointer = named.startsWith('/') ? named : `${each}/KEY/${named}`;
        t.not(factName(pointer), pointer, id);
      }
});

t.test('a title behind FAIL cannot be read as what was found', async (t) => {
  for (const { id, title } of packs.checks) t.match(title, /\b(must|should)\b/, id);
});

t.test('every runbook anchor exists, and every entry of the runbook belongs to a check', async (t) => {
  const anchors = packs.checks.map(({ id, runbook }) => {
    const [file, anchor] = runbook.split('#');
    t.same([file, anchor], ['docs/runbooks/profiling.md', id]);
    return id;
  });
  const text = readFileSync(join(import.meta.dirname, '../../docs/runbooks/profiling.md'), 'utf8');
  for (const { id, title } of packs.checks) t.ok(text.includes(`### ${id}\n\n*${title}.*\n`), `${id}: its title`);
  t.same([...text.matchAll(/^<a id="([^"]+)"><\/a>$/gm)].map(([, id]) => id).toSorted(), anchors.toSorted());
});

t.test('whole hosts', async (t) => {
  const names = readdirSync(join(fixtures, 'hosts')).filter((name) => !name.endsWith('.expected.json'));
  for (const name of names)
    t.test(name, async (t) => {
      const path = join(fixtures, 'hosts', name);
      const expected: Expected = JSON.parse(readFileSync(path.replace(/\.json$/, '.expected.json'), 'utf8'));
      const findings = await judgeHost(packs, await readFactsFile(path), 'h');
      const found = (['blocker', 'warning', 'info'] as const).map((severity) => {
        return [
          severity,
          statusesOf(
            findings.filter((one) => one.severity === severity),
            ['fail', 'unknown'],
          ),
        ] as const;
      });
      const troubled = found.filter(([, ids]) => Object.keys(ids).length > 0);
      const inferred = findings.filter(({ grade }) => grade === 'inferred').map(({ id }) => id.replace(':h', ''));
      t.same({ verdict: verdictOf({}, findings, {}), ...Object.fromEntries(troubled), inferred }, expected);
    });
});

/** { fail: ids without the name of the target }, of the statuses that occur. */
function statusesOf(findings: readonly Finding[], wanted: readonly Status[]): Partial<Record<Status, string[]>> {
  const pairs = wanted.map((status) => {
    return [status, findings.filter((one) => one.status === status).map(({ id }) => id.replace(':h', ''))] as const;
  });
  return Object.fromEntries(pairs.filter(([, ids]) => ids.length > 0));
}
