import { execFileSync } from 'node:child_process';
import t from 'tap';
import { activeTests } from '../../src/host/facts/active-tests.ts';
import { at, needsNamespace, probe } from './support/probed-host.ts';

t.test('the active test', needsNamespace('mawk', 'python3', 'perl'), async (t) => {
  const both = { awk: 'mawk', python3: 'python3', perl: 'perl' };

  await t.test('python3 and perl agree', async (t) => {
    const python = await probe({ programs: both, active: true });
    const perl = await probe({ programs: { awk: 'mawk', perl: 'perl' }, shell: 'bash', active: true });
    t.equal(python.facts.active?.runner, 'python3');
    t.equal(perl.facts.active?.runner, 'perl');
    t.same(perl.facts.active?.tests, python.facts.active?.tests);
    for (const line of activeTests) {
      const [name = ''] = line.split(' ');
      t.match(at(python, `/active/tests/${name}`), /^(ok|E[A-Z]+|denied: .*)$/, name);
    }
    t.same(python.from['/active/tests/map.hash'], { source: 'bpf(2)', grade: 'proved' });
  });

  await t.test('one that hangs holds nothing up and does not stay', async (t) => {
    const hung = '#!/usr/bin/dash\necho "map.array ok"\nexec sleep 4242\n';
    const document = await probe({ programs: { ...both, python3: hung }, active: true });
    t.equal(at(document, '/active'), 'unreadable: python3 had not ended after 5 s');
    t.equal(document.facts.kallsyms?.user?.text, 64);
    t.notMatch(execFileSync('ps', ['-eo', 'args']).toString(), /sleep 4242/);
  });

  await t.test('one that ends early is no evidence', async (t) => {
    const document = await probe({
      programs: { ...both, python3: '#!/usr/bin/dash\necho "map.array ok"\n' },
      active: true,
    });
    t.equal(at(document, '/active'), 'unreadable: python3 ended early');
  });

  await t.test('with bpftool alone', async (t) => {
    const lines = ['eBPF program_type perf_event is available', 'eBPF map_type ringbuf is NOT available'];
    const bpftool = `#!/usr/bin/dash\necho "${lines.join('"; echo "')}"\n`;
    const document = await probe({ programs: { awk: 'mawk', bpftool }, active: true });
    t.same(document.facts.active, { runner: 'bpftool', tests: { 'prog.perf_event': 'ok', 'map.ringbuf': 'EINVAL' } });
    t.equal(document.from['/active/tests/prog.perf_event']?.grade, 'observed');
  });

  await t.test('with none of them', async (t) => {
    const document = await probe({ programs: { awk: 'mawk' }, active: true });
    t.equal(at(document, '/active'), 'not-collected: neither python3, perl nor bpftool on the host');
  });
});
