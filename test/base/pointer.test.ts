import t from 'tap';
import { readFact } from '../../src/base/facts.ts';
import { pointerOf, segmentsOf, valueAt } from '../../src/base/pointer.ts';

t.test('JSON Pointers escape ~ and / and read own properties only', async (t) => {
  t.same(segmentsOf('/a~1b/~0c'), ['a/b', '~c']);
  t.equal(pointerOf(['a/b', '~c']), '/a~1b/~0c');
  t.equal(valueAt({ a: { b: 1 } }, '/a/b'), 1);
  t.equal(valueAt({}, '/constructor/name'), undefined);
  t.throws(() => segmentsOf('a'), SyntaxError);
});

t.test('a gap covers everything below it', async (t) => {
  const document = {
    schemaVersion: 1,
    host: 'h',
    collectedAt: '',
    facts: {},
    gaps: { '/kallsyms': { reason: 'denied' } },
    from: {},
  } as const;
  t.same(readFact(document, '/kallsyms/user/text'), { gap: { reason: 'denied' } });
  t.same(readFact(document, '/btf'), { gap: { reason: 'not-collected' } });
});
