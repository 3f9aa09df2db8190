import t from 'tap';
import { readingRules } from '../../src/kubernetes/read/faults.ts';
import { kubernetesRules } from '../../src/kubernetes/rules/all.ts';
import { withExample } from './support/merge.ts';
import { docs, judge, rollout } from './support/rollout.ts';
import { host, usesIn } from './support/uses.ts';

const rules = [...readingRules, ...kubernetesRules];

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const seen = new Set<string>();
  const judged = async (example: string) => {
    const lacking = /^# The host gives no (\w+)\.$/m.exec(example)?.[1];
    const facts = host('6.12.74', ...(lacking === undefined ? [] : [lacking]));
    return (await judge(withExample(rollout, example), usesIn(example), facts)).diagnostics;
  };
  for (const section of docs.split(/^### /m).slice(1)) {
    const [id = ''] = section.split('\n');
    const [failing = '', passing = ''] = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    seen.add(id);
    t.same([...new Set((await judged(failing)).map(({ rule }) => rule))], [id], `${id}: reported`);
    t.same(await judged(passing), [], `${id}: silent`);
  }
  t.same(
    rules.map(({ id }) => id).filter((id) => !seen.has(id)),
    [],
    'every rule has examples',
  );
  t.same(new Set(rules.map(({ id }) => id)).size, rules.length, 'ids are used once');
});

t.test('the documentation says what the rules say', (t) => {
  const prose = docs.replace(/\s+/g, ' ');
  for (const { id, severity, title, why } of rules)
    t.ok(prose.includes(`### ${id} ${title}. A${severity === 'info' ? 'n' : ''} ${severity}. ${why}`), id);
  t.end();
});

t.test('nothing is found in a rollout that is right', async (t) => {
  t.same(await judge(rollout), { diagnostics: [], notLookedInto: [] });
});
