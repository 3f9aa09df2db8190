/**
 * How fast an Alloy configuration is scanned and parsed, and how much its tree holds:
 * `npx tsx scripts/bench/alloy-syntax.ts`. MB are a million UTF-16 units of source; the heap's are a million bytes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseAlloy } from '../../src/alloy/syntax/parse.ts';
import { problemsOf } from '../../src/alloy/syntax/problems.ts';
import { advance, scannerOf } from '../../src/alloy/syntax/scan.ts';

const rounds = 25;

/** A pipeline of four components, as often as it takes for about `size` units. Every name is its own. */
export function alloySample(size: number): string {
  const pieces: string[] = [];
  for (let n = 0, length = 0; length < size; n++) {
    const piece = pipeline(n);
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('');
}

function pipeline(n: number): string {
  return `// Profiles of node ${n}
discovery.kubernetes "pods_${n}" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + coalesce(sys.env("HOSTNAME"), constants.hostname)
  }
}

discovery.relabel "rules_${n}" {
  targets = discovery.kubernetes.pods_${n}.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace", "__meta_kubernetes_pod_name"]
    regex         = "(\\\\w+);(.*)"
    replacement   = "$1/$2"
    target_label  = "service_name"
  }
}

pyroscope.ebpf "host_${n}" {
  forward_to       = [pyroscope.write.remote_${n}.receiver]
  targets          = array.concat(discovery.relabel.rules_${n}.output, [{"__address__" = "localhost", job = "x"}])
  collect_interval = "15s"
  sample_rate      = ${97 + (n % 10)}
  demangle         = "none"
  python_enabled   = true
}

pyroscope.write "remote_${n}" {
  endpoint {
    url = "http://pyroscope.profiling.svc.cluster.local:4040"
  }
}

`;
}

/** A Markdown table: MB/s of the scanner alone and of the parser with it, and the heap that a tree of 10 MB takes. */
export function alloySyntaxTable(): string {
  const source = { path: 'bench.alloy', text: alloySample(1_000_000) };
  const scan = throughput(source.text.length, () => {
    const scanner = scannerOf(problemsOf(source));
    while (advance(scanner) !== 'EOF');
  });
  const parse = throughput(source.text.length, () => {
    if (parseAlloy(source).diagnostics.length > 0) throw new Error('the sample is broken');
  });
  const { seconds, heap, size } = largeTree();
  return [
    '## Alloy syntax, 1 MB generated',
    '',
    '| what | MB/s: median | best | the first time |',
    '|---|---|---|---|',
    `| scanner alone | ${scan} |`,
    `| scanner and parser | ${parse} |`,
    '',
    `10 MB: parsed in ${seconds.toFixed(1)} s; its tree holds ${heap.toFixed(0)} MB of heap, ${(heap / size).toFixed(1)} for each MB of source.`,
    '',
  ].join('\n');
}

function throughput(size: number, work: () => void): string {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) taken.push(milliseconds(work));
  const [first = 0] = taken;
  const sorted = taken.toSorted((left, right) => left - right);
  const chosen = [sorted[rounds >> 1] ?? 0, sorted[0] ?? 0, first];
  return chosen.map((time) => (size / 1000 / time).toFixed(0)).join(' | ');
}

function milliseconds(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function largeTree(): { readonly seconds: number; readonly heap: number; readonly size: number } {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const text = alloySample(10_000_000);
  collect();
  const before = process.memoryUsage().heapUsed;
  const begun = performance.now();
  const parsed = parseAlloy({ path: 'bench.alloy', text });
  const seconds = (performance.now() - begun) / 1000;
  collect();
  const heap = (process.memoryUsage().heapUsed - before) / 1e6;
  if (parsed.file.body.statements.length === 0) throw new Error('the sample is empty');
  return { seconds, heap, size: text.length / 1e6 };
}

if (import.meta.filename === process.argv[1]) console.log(alloySyntaxTable());
