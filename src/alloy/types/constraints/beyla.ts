import { compareMinor } from '../../../base/program-version.ts';
import type { Attribute } from '../../syntax/tree.ts';
import { isMisnamed, remark, type Walk } from '../../walk.ts';
import { constantOf } from '../constant.ts';
import { constantAt, fillOf, headOf, type Written, writtenIn } from '../written.ts';
import { checkWords } from './words.ts';

const printers = ['disabled', 'counter', 'text', 'json', 'json_indent'];
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

/** Up to 1.13, and what had been added by 1.19. In between the longer lists are taken: nothing right is refused. */
const instrumentations = [
  ['*', 'http', 'grpc', 'redis', 'kafka', 'sql', 'gpu', 'mongo'],
  ['amqp', 'couchbase', 'dns', 'genai', 'memcached', 'mqtt', 'nats', 'sunrpc'],
] as const;
const features = [
  [
    'application',
    'application_span',
    'application_span_otel',
    'application_span_sizes',
    'application_host',
    'application_service_graph',
    'application_process',
    'network',
    'network_inter_zone',
  ],
  [
    '*',
    'all',
    'application_jvm',
    'application_runtime',
    'ebpf',
    'network_flow_packets',
    'stats',
    'stats_tcp_failed_connections',
    'stats_tcp_io',
    'stats_tcp_retransmits',
    'stats_tcp_rtt',
  ],
] as const;

/** Source of all: grafana/alloy v1.13.1 and v1.19.0-rc.3, internal/component/beyla/ebpf, the Validate methods. */
export function checkBeyla(walk: Walk, inside: readonly string[], written: Written): void {
  const words = ([first, later]: typeof instrumentations | typeof features): readonly string[] =>
    compareMinor(walk.view.version, '1.13') > 0 ? [...first, ...later] : first;
  const check = (name: string, known: readonly string[]): void =>
    checkWords(walk, written.attributes.get(name)?.value, known, name);
  const path = inside.join('/');
  if (path === '') {
    check('trace_printer', printers);
    checkWhole(walk, written);
  } else if (path === 'metrics') {
    check('instrumentations', words(instrumentations));
    check('features', words(features));
  } else if (path === 'traces') check('instrumentations', words(instrumentations));
  else if (inside.at(-1) === 'sampler') {
    check('name', samplers);
    checkRatio(walk, written);
  }
}

function checkRatio(walk: Walk, written: Written): void {
  const name = constantAt(written, 'name');
  if (name !== 'traceidratio' && name !== 'parentbased_traceidratio') return;
  const ratio = constantAt(written, 'arg');
  if (written.attributes.has('arg') && ratio === undefined) return;
  const text = ratio?.toString() ?? '';
  if (/^\d*\.?\d+$|^\d+\.$/.test(text) && Number(text) <= 1) return;
  remark(walk, written.attributes.get('arg')?.value ?? headOf(written.block), {
    rule: 'alloy.bad-value',
    message: `sampler "${name}" needs "arg" as a decimal text from 0 to 1`,
    name: 'arg',
  });
}

/** What holds between the blocks of the component. */
function checkWhole(walk: Walk, written: Written): void {
  // What is missing may be meant by what was found wrong.
  if (isMisnamed(walk)) return;
  const block = (name: string): Written | undefined => {
    const found = written.blocks.get(name)?.[0];
    return found && writtenIn(found);
  };
  const [output, traces, internal] = [block('output'), block('traces'), block('internal_metrics')];
  if (traces && !output && (traces.attributes.has('instrumentations') || traces.blocks.has('sampler')))
    remark(walk, headOf(traces.block), {
      rule: 'alloy.missing-block',
      message: 'block "traces" with instrumentations or a sampler needs block "output"',
      name: 'output',
    });
  if (internal && constantAt(internal, 'exporter') === 'otel' && (!output || fillOf(output, 'metrics') === 'empty'))
    remark(walk, headOf(internal.block), {
      rule: 'alloy.missing-attribute',
      message: 'internal metrics with exporter "otel" need "metrics" in block "output"',
      name: 'output',
    });
  const metrics = block('metrics');
  if (metrics && hasApplicationFeature(metrics.attributes.get('features')))
    checkDiscovery(walk, written, block('discovery'));
}

function hasApplicationFeature(attribute: Attribute | undefined): boolean {
  if (attribute?.value.kind !== 'list') return false;
  return attribute.value.elements.some((element) => {
    const feature = constantOf(element);
    return typeof feature === 'string' && feature.startsWith('application');
  });
}

const criteria = ['open_ports', 'exe_path', 'cmd_args', 'target_pids', 'languages', 'kubernetes'];

function checkDiscovery(walk: Walk, written: Written, discovery: Written | undefined): void {
  const entries = ['services', 'instrument', 'survey'].flatMap((kind) => discovery?.blocks.get(kind) ?? []);
  if (entries.length === 0)
    remark(walk, headOf(discovery?.block ?? written.block), {
      rule: 'alloy.missing-block',
      message: 'an application feature needs a "services", "instrument" or "survey" block in "discovery"',
      name: 'discovery',
    });
  for (const entry of entries.map(writtenIn))
    if (criteria.every((name) => fillOf(entry, name) === 'empty'))
      remark(walk, headOf(entry.block), {
        rule: 'alloy.missing-attribute',
        message: `"${entry.block.name}" says nothing that a process could be found by: open_ports, exe_path or kubernetes`,
        name: `discovery/${entry.block.name}`,
      });
}
