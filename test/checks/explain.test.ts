import { readFile, writeFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { displayWidth } from '../../src/base/width.ts';
import { explainText } from '../../src/checks/explain.ts';
import { loadPacks } from '../../src/checks/load.ts';
import { slugOf } from '../../src/docs/markdown/anchors.ts';
import { failureModes } from '../../src/generated/failure-modes.js';
import type { Reference } from '../../src/generated/reference-types.ts';
import validateReference from '../../src/generated/reference-validator.js';
import { ruleExamples } from '../../src/generated/rule-examples.js';
import { referenceDocument } from '../../src/tasks/reference/json.ts';
import { listText } from '../../src/tasks/reference/list-text.ts';
import { referenceMarkdown } from '../../src/tasks/reference/markdown.ts';
import { explain, loadReference } from '../../src/tasks/reference.ts';

const folder = 'test/checks/fixtures/packs/explain/';
const words = { packs: [`${folder}words.yaml`], sets: {} };
const packs = await loadPacks(words.packs, { sets: {} });
/** A page of this repository's documentation, with the heading on it. */
const ownPage = /(docs\/[\w-]+\.md)(?:#([\w-]+))?/g;
const shipped = { packs: [], sets: {} };
const all = await loadReference(shipped, { kinds: [] });

/** The anchors of a page's headings. */
async function headingsOf(file: string): Promise<string[]> {
  const headings = (await readFile(file, 'utf8')).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, words = '']) => slugOf(words));
}

async function golden(t: Test, name: string, text: string): Promise<void> {
  if (process.env.UPDATE_EXPECTED) await writeFile(folder + name, text);
  t.equal(text, await readFile(folder + name, 'utf8'), name);
}

t.test('a check and a rule are explained whole, in words', async (t) => {
  for (const { id } of packs.checks) await golden(t, `${id}.txt`, await explain(id, words, 60));
  await golden(t, 'alloy.ebpf-once.txt', await explain('alloy.ebpf-once', words, 60));
});

t.test('every line fits, at any width', async (t) => {
  for (const width of [32, 40, 80, 120]) {
    const texts = [
      ...packs.checks.map((check) => explainText(check, failureModes, width)),
      listText({ ...all, checks: packs.checks }, width),
    ];
    for (const line of texts.join('').split('\n')) {
      const whole = /^(?:.*\s{2}|- )?\S*$/.test(line.trim()) || line.includes('boot.kernel.sysctl');
      t.ok(whole || displayWidth(line) <= width, `${width}: ${line}`);
    }
  }
});

t.test('every check and every rule can be explained', async (t) => {
  t.ok(all.checks.length > 40 && all.rules.length > 250);
  for (const { id, title } of [...all.checks, ...all.rules]) {
    const text = await explain(id, shipped, 1000);
    t.ok(text.startsWith(`${id}\n${title}\n`), id);
    t.match(text, /^Why$/m, id);
  }
  for (const { id, remedy } of all.checks) {
    const text = await explain(id, shipped, 1000);
    // What has no remedy asks for nothing that could cost anything.
    const parts = ['Requires', 'Evidence', 'Runbook', 'Sources', ...(remedy ? ['Risk of following the advice'] : [])];
    for (const part of parts) t.match(text, new RegExp(`^${part}\\n\\n?[^\\n]`, 'm'), `${id}: ${part}`);
  }
  t.ok(all.checks.some(({ remedy }) => remedy));
  for (const { id } of all.rules) {
    const text = await explain(id, shipped, 80);
    for (const part of ['Reported', 'Silent', 'Page']) t.match(text, new RegExp(`^${part}$`, 'm'), `${id}: ${part}`);
  }
});

t.test('every rule says where it is known from', async (t) => {
  for (const { id, sources } of all.rules) {
    t.ok(sources.length > 0, id);
    t.equal(new Set(sources).size, sources.length, id);
    const text = await explain(id, shipped, 1000);
    for (const source of sources) t.ok(text.includes(`\n  - ${source}\n`), `${id}: ${source}`);
    for (const [page, file = '', anchor] of sources.flatMap((source) => [...source.matchAll(ownPage)])) {
      t.ok(anchor === undefined || (await headingsOf(file)).includes(anchor), `${id}: ${page}`);
    }
  }
});

t.test('it is said what an example is laid over', async (t) => {
  const grounds = [
    'docs/agreement-rules.md#the-files-of-the-examples',
    'docs/kubernetes-rules.md#a-rollout-without-findings',
  ];
  for (const { id, page = '' } of all.rules) {
    const ground = grounds.find((one) => one.startsWith(page.slice(0, page.indexOf('#') + 1)));
    const [, told] = /^Examples\n {2}They show .* in (\S+)\.$/m.exec(await explain(id, shipped, 1000)) ?? [];
    t.equal(told, ground, id);
  }
  for (const ground of grounds) {
    const [file = '', anchor = ''] = ground.split('#');
    t.ok((await headingsOf(file)).includes(anchor), ground);
  }
});

t.test('what failures say in the field is known of ids that there are', async (t) => {
  const ids = new Set([...all.checks, ...all.rules].map(({ id }) => id));
  for (const mode of failureModes) {
    t.same(
      mode.ids.filter((id) => !ids.has(id)),
      [],
      mode.symptom,
    );
    for (const source of mode.sources) t.match(source, /^[\w.-]+\/[\w.-]+#\d+$/);
    const text = await explain(mode.ids[0] ?? '', shipped, 1000);
    t.ok(text.includes(`"${mode.symptom}"`) && text.includes(mode.cause), mode.symptom);
  }
});

t.test('everything is listed in groups, or what a person asks for', async (t) => {
  const own = await loadReference(words, { kinds: ['check'] });
  await golden(t, 'list.txt', listText(own, 100));
  const text = listText(all, Number.POSITIVE_INFINITY);
  for (const { id, title } of [...all.checks, ...all.rules])
    t.ok(text.includes(`  ${id} `) && text.includes(title), id);
  const listed = async (prefix: string | undefined, ...kinds: readonly string[]) => {
    const { checks, rules } = await loadReference(shipped, { ...(prefix === undefined ? {} : { prefix }), kinds });
    return [...checks, ...rules].map(({ id }) => id);
  };
  const empty = { ...own, parameters: { none: null, empty: '', some: 5, no: false } };
  t.match(listText(empty, 200), /VALUE\n {2}none \(not set\)\n {2}empty \(empty\)\n {2}some = 5\n {2}no = false\n$/);
  t.match(text, /^Parameters, .*\n(?: .*\n)* {2}profiler = privileged\n {6}\w/m);
  for (const request of [{ prefix: 'sysctl.p', kinds: [] }, { kinds: ['alloy'] }])
    t.notMatch(
      listText(await loadReference(shipped, request), 100),
      /Parameters/,
      'those of all packs say nothing of these',
    );
  const platform = await loadReference({ packs: ['platform'], sets: {} }, { kinds: [] });
  t.same(platform.rules, [], 'rules belong to no pack');
  t.match(
    listText(platform, 80),
    /^ {2}pod-grace = 300\n {6}Seconds that a pod may take to become ready, or to end\.$/m,
  );
  t.same(new Set(platform.checks.map(({ id }) => id.split('.')[0])).has('sysctl'), false);
  const both = await loadReference({ packs: ['platform'], sets: {} }, { kinds: ['check', 'drift'] });
  t.ok(both.checks.length > 0 && both.rules.length > 0, 'unless they are asked for');
  const camera = await explain('frigate.camera', shipped, 100);
  t.match(camera, /^ {2}member of the cameras of NAME\n/m, 'facts are called what people call them');
  t.match(camera, /^ {2}- the services were collected\n/m);
  t.match(await explain('loki.modules', shipped, 100), /^ {4}- whether NAME is ready is known\n/m);
  t.match(await explain('alloy.ebpf', { packs: ['platform'], sets: {} }, 100), /alloy\.ebpf-once/);
  t.same(await listed('alloy.ebpf'), ['alloy.ebpf-targets', 'alloy.ebpf-once']);
  t.same(await listed('sysctl.p'), ['sysctl.perf-event-paranoid', 'sysctl.ptrace-scope']);
  t.ok((await listed('drift')).every((id) => id.startsWith('drift.')));
  t.same(await listed('nixos', 'drift'), ['nixos.drift', 'nixos.declared']);
  t.same(
    new Set((await listed(undefined, 'file', 'rebase')).map((id) => id.split('.')[0])),
    new Set(['file', 'rebase']),
  );
  t.equal(
    await explain('alloy.ebpf', shipped, 100),
    listText(await loadReference(shipped, { prefix: 'alloy.ebpf', kinds: [] }), 100),
  );
});

t.test('an unknown id names the one that was meant', async (t) => {
  const meant = (id: string, message: string) =>
    t.rejects(explain(id, shipped, 80), new InputError(`there is no check and no rule "${id}".${message}`), id);
  await meant('sysctl.kptr-restrct', ' Did you mean "sysctl.kptr-restrict"?');
  await meant('alloy.ebpf-one', ' Did you mean "alloy.ebpf-once"?');
  await meant('container.user', ' `preflight list container.` shows those of its kind.');
  await meant('memlock', ' It is part of profiler.memlock.');
  await meant('ebpf', ' It is part of alloy.ebpf-targets, alloy.ebpf-once.');
  await t.rejects(explain('version', shipped, 80), {
    message: /It is part of (?:[\w.-]+, ){4}[\w.-]+ and \d+ more\.$/,
  });
  for (const id of ['constructor', '__proto__', 'x'.repeat(90)]) await meant(id, ' `preflight list` shows them all.');
  await t.rejects(loadReference(shipped, { prefix: 'sysctl', kinds: ['alloy'] }), InputError);
});

t.test('as data', async (t) => {
  const document: unknown = JSON.parse(JSON.stringify(referenceDocument(all, failureModes, ruleExamples)));
  t.ok(validateReference(document), JSON.stringify(validateReference.errors));
  const { checks, rules } = document as Reference;
  t.same(
    [...checks, ...rules].map(({ id }) => id),
    [...all.checks, ...all.rules].map(({ id }) => id),
  );
  t.match(
    checks.find(({ id }) => id === 'sysctl.kptr-restrict'),
    {
      requires: ['kernel.kptr_restrict is 0'],
      facts: ['/sysctl/kernel.kptr_restrict/live'],
      remedy: { sysctl: { 'kernel.kptr_restrict': 0 } },
    },
  );
  const own = await loadReference(words, { kinds: ['check'] });
  const ofWords: unknown = JSON.parse(JSON.stringify(referenceDocument(own, [], new Map())));
  t.ok(validateReference(ofWords), JSON.stringify(validateReference.errors));
  t.match(ofWords, {
    checks: [
      { id: 'words.leaves', grade: 'inferred', each: undefined, when: undefined },
      { id: 'words.tree', grade: undefined, each: '/sysctl', when: ['any of:', /^- NAME is an/, /^- /] },
    ],
  });
  t.match(
    rules.find(({ id }) => id === 'agree.scheme'),
    { kind: 'agreement', reported: /https:/, page: 'docs/agreement-rules.md#agreescheme' },
  );
});

t.test('a pack of anybody stays text in Markdown', async (t) => {
  const hostile = '</details><script>alert(1)</script> [x](javascript:alert(1)) @team';
  const checks = packs.checks
    .slice(0, 1)
    .map((check) => ({ ...check, title: hostile, why: hostile, runbook: hostile }));
  const text = referenceMarkdown({ checks, rules: [], parameters: {}, descriptions: new Map() }, []);
  t.notMatch(text, /[^\\]<script|[^\\]\]\(javascript|@team/);
  t.match(text, /^### words\.leaves$/m);
});
