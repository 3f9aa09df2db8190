import t from 'tap';
import { type FactsDocument, originOf, readFact } from '../../src/base/facts.ts';
import { overriding, predictFacts } from '../../src/nix/predict.ts';

const kptr = '/sysctl/kernel.kptr_restrict';
const nixos = '/etc/sysctl.d/60-nixos.conf';
const counts = { text: 10, textNonzero: 0 };

function blocked(changes: Partial<FactsDocument> = {}): FactsDocument {
  const one = { value: 1, file: nixos };
  return {
    schemaVersion: 1,
    host: 'ringtail',
    collectedAt: '2026-03-01T12:00:00Z',
    facts: {
      btf: true,
      sysctl: { 'kernel.kptr_restrict': { live: 1, deployed: one, boot: one } },
      kallsyms: { user: counts, profiler: counts },
    },
    gaps: { '/lockdown': { reason: 'missing' } },
    from: {
      '/sysctl': { source: '/proc/sys', grade: 'observed' },
      [`${kptr}/live`]: { source: '/proc/sys/kernel/kptr_restrict', grade: 'observed' },
      '/kallsyms/user': { source: '/proc/kallsyms', grade: 'observed' },
    },
    ...changes,
  };
}

/** With a sysctl.d file that assigns 1 at boot. */
function withFile(file: string): FactsDocument {
  const document = blocked();
  document.facts.sysctl = { 'kernel.kptr_restrict': { live: 1, boot: { value: 1, file, line: 3 } } };
  return document;
}

const wish = { 'kernel.kptr_restrict': 0 };

t.test('a sysctl is deployed, set at boot and live, on the grade predicted', async (t) => {
  const before = blocked();
  const kept = structuredClone(before);
  const after = predictFacts(before, wish);
  t.strictSame(before, kept, 'the document itself is left alone');
  const module = { value: 0, file: nixos };
  t.strictSame(readFact(after, kptr), { value: { live: 0, deployed: module, boot: module } });
  for (const part of ['live', 'deployed', 'boot']) {
    t.strictSame(originOf(after, `${kptr}/${part}`), { source: nixos, grade: 'predicted' });
  }
  t.strictSame(readFact(after, '/btf'), { value: true }, 'other facts stay');
  t.strictSame(readFact(after, '/lockdown'), { gap: { reason: 'missing' } }, 'other gaps stay');
  t.equal(originOf(after, '/sysctl/other/live')?.grade, 'observed');
});

t.test('what follows from the setting is not known any more', async (t) => {
  for (const key of ['kernel.kptr_restrict', 'kernel.perf_event_paranoid']) {
    const after = predictFacts(blocked(), { [key]: 0 });
    for (const view of ['user', 'profiler']) {
      const gap = { reason: 'not-collected', detail: `not read again after ${key} changed` };
      t.strictSame(readFact(after, `/kallsyms/${view}/textNonzero`), { gap }, `${view} after ${key}`);
    }
    t.equal(originOf(after, '/kallsyms/user'), undefined);
  }
  const same = predictFacts(blocked(), { 'kernel.kptr_restrict': 1, 'net.core.bpf_jit_enable': 1 });
  t.strictSame(readFact(same, '/kallsyms/user/text'), { value: 10 }, 'a setting that does not change changes nothing');
  const denied = { reason: 'denied' } as const;
  const unread = predictFacts({ ...blocked(), facts: {}, gaps: { '/kallsyms': denied } }, wish);
  t.strictSame(readFact(unread, '/kallsyms/user'), { gap: denied }, 'an older gap keeps its reason');
});

t.test('a sysctl.d file that is read later keeps its say', async (t) => {
  const files: Record<string, boolean> = {
    '/etc/sysctl.d/99-local.conf': true,
    '/run/sysctl.d/70-x.conf': true,
    '/usr/lib/sysctl.d/61-x.conf': true,
    '/etc/sysctl.d/50-default.conf': false,
    '/run/sysctl.d/60-nixos.conf': false,
    '/usr/lib/sysctl.d/10-x.conf': false,
  };
  for (const [file, later] of Object.entries(files)) {
    const before = withFile(file);
    const after = predictFacts(before, wish);
    t.equal(overriding(before, 'kernel.kptr_restrict')?.file, later ? file : undefined, file);
    t.strictSame(readFact(after, `${kptr}/live`), { value: later ? 1 : 0 });
    t.match(readFact(after, `${kptr}/boot`), { value: { value: later ? 1 : 0, file: later ? file : nixos } });
    t.match(readFact(after, `${kptr}/deployed`), { value: { value: 0, file: nixos } });
  }
  const byHand = withFile('/etc/sysctl.d/99-local.conf');
  byHand.facts.sysctl = { 'kernel.kptr_restrict': { ...byHand.facts.sysctl?.['kernel.kptr_restrict'], live: 0 } };
  t.strictSame(readFact(predictFacts(byHand, wish), `${kptr}/live`), { value: 1 }, 'a switch undoes what a hand set');
});

t.test('gaps', async (t) => {
  const gap = (pointer: string, reason: 'missing' | 'denied') =>
    predictFacts({ ...blocked(), facts: {}, gaps: { [pointer]: { reason } } }, wish);
  t.strictSame(
    readFact(gap(kptr, 'denied'), `${kptr}/live`),
    { value: 0 },
    'what root did not read is set all the same',
  );
  t.match(readFact(gap(`${kptr}/live`, 'missing'), `${kptr}/live`), { gap: { reason: 'missing' } });
  t.match(readFact(gap(`${kptr}/boot`, 'denied'), `${kptr}/boot`), { gap: { reason: 'denied' } });
  t.match(readFact(gap(`${kptr}/boot`, 'missing'), `${kptr}/boot`), { value: { value: 0 } });
});

t.test('values and names', async (t) => {
  t.strictSame(readFact(predictFacts(blocked(), { 'kernel.kptr_restrict': '0' }), `${kptr}/live`), { value: 0 });
  const odd = predictFacts(blocked(), Object.fromEntries([['__proto__', 1]]));
  t.equal(readFact(odd, '/sysctl/__proto__/live') && Object.getPrototypeOf(odd.facts.sysctl), Object.prototype);
  t.strictSame(readFact(odd, '/sysctl/__proto__/live'), { value: 1 });
});
