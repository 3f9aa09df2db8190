import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { checkAlloy } from '../../src/alloy/check.ts';
import { summaryOf } from '../../src/alloy/summary.ts';
import { parseAlloyVersion } from '../../src/alloy/version.ts';
import type { Place } from '../../src/base/located.ts';
import type { AlloySummary } from '../../src/base/rollout/configurations.ts';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { options } from './support/configuration.ts';

const fixtures = 'test/alloy/fixtures/summary';

async function summarised(text: string, version = '1.19'): Promise<AlloySummary | undefined> {
  return summaryOf(await checkAlloy([{ path: 'x.alloy', text }], { ...options, version: parseAlloyVersion(version) }));
}

/** `LINE:COLUMN WHAT VALUE (THE TEXT THAT THE PLACE IS OF)` of everything in a summary. */
function linesOf(text: string, summary: AlloySummary): readonly string[] {
  const starts = lineStarts(text);
  const at = ({ span }: Place): string => {
    const { line, column } = positionAt(starts, span.start);
    return `${line}:${column} (${text.slice(span.start, span.end)})`;
  };
  return [
    `version ${summary.version}`,
    ...summary.writes.flatMap(({ url, tenant }) => [
      `write ${url.value} ${at(url)}`,
      ...(tenant ? [`  tenant ${tenant.value ?? '?'} ${at(tenant)}`] : []),
    ]),
    ...summary.profilers.map((place) => `profiler ${at(place)}`),
    ...summary.discovers.map(({ role, namespaces, ...flags }) =>
      [
        `discovers ${role.value} ${at(role)}`,
        ...namespaces,
        ...Object.entries(flags).flatMap(([name, value]) => (value ? [name] : [])),
      ].join(' '),
    ),
    ...summary.environment.map((one) => `environment ${one.value}${one.isNodeFilter ? ' of the node' : ''} ${at(one)}`),
    ...summary.paths.map((one) => `${one.access} ${one.value} ${one.component} ${at(one)}`),
  ];
}

for (const name of (await readdir(fixtures)).filter((file) => file.endsWith('.alloy'))) {
  t.test(`what ${name} needs is found where it is written`, async (t) => {
    const text = await readFile(join(fixtures, name), 'utf8');
    const summary = await summarised(text, /^\/\/ version (\S+)$/m.exec(text)?.[1]);
    const expected = await readFile(join(fixtures, name.replace('.alloy', '.expected')), 'utf8');
    t.same(summary && linesOf(text, summary), expected.trimEnd().split('\n'));
  });
}

t.test('a text with syntax errors gives no summary', async (t) => {
  t.equal(await summarised('pyroscope.ebpf "x" {'), undefined);
});

t.test('what has no end is left out', async (t) => {
  const summary = await summarised(`declare "round" {
  argument "a" {
    optional = true
    default  = argument.a.value
  }
  argument "b" {
    optional = true
    default  = argument.b.value + argument.b.value
  }
  export "c" {
    value = [argument.a.value]
  }
  discovery.kubernetes "pods" {
    role = argument.a.value
    selectors {
      role  = "pod"
      field = "spec.nodeName=" + argument.b.value
    }
  }
  local.file "x" {
    filename = argument.b.value
  }
}
round "x" { }
local.file "y" {
  filename = sys.env(round.x.c)
}
`);
  t.same(summary, { version: '1.19', writes: [], profilers: [], discovers: [], environment: [], paths: [] });
});
