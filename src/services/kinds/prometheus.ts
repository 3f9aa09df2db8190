/** Prometheus: ready, build, remote-write receiver, targets that are down, ages of textfiles. */
import { listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { askReady } from '../readiness.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askVersion } from './version.ts';

/** Members of a list that a facts document takes. */
const shown = 50;
const files = 500;

/** `/-/healthy` is always 200; source: prometheus, docs/management_api.md. */
export async function prometheus(probe: Probe): Promise<void> {
  const silent = await askReady(probe, {
    path: '/-/ready',
    says: (text) => text.startsWith('Prometheus Server is Ready.'),
    // Until the write-ahead log is replayed. While it stops it says the same, with a header.
    starting: ({ text, headers }) =>
      /^Service Unavailable\s*$/.test(text) && !headers.has('x-prometheus-stopping') ? 'it reads its log' : undefined,
    metrics: true,
  });
  if (silent || !probe.draft.isReady()) return;
  await Promise.all([
    askVersion(probe, '/api/v1/status/buildinfo', 'data', 'version'),
    probe.request.remoteWrite === true && probe.wants('remoteWrite') ? askRemoteWrite(probe) : undefined,
    probe.wants('targets') ? askTargets(probe) : undefined,
    probe.wants('textfiles') ? askTextfiles(probe) : undefined,
  ]);
}

/** The flag since 2.33, before that a feature. Source: prometheus, cmd/prometheus/main.go. */
function askRemoteWrite(probe: Probe): Promise<void> {
  const path = '/api/v1/status/flags';
  probe.draft.set({ remoteWrite: { wanted: true } });
  return probe.collect(['remoteWrite/on'], path, async () => {
    const answer = await probe.json(path);
    const flag = textAt(answer, 'data', 'web.enable-remote-write-receiver');
    const features = textAt(answer, 'data', 'enable-feature') ?? '';
    if (flag === undefined && !features.includes('remote-write-receiver'))
      throw new ServiceTrouble('names no such flag', { reason: 'unsupported' });
    const on = flag === 'true' || features.split(',').includes('remote-write-receiver');
    probe.draft.set({ remoteWrite: { wanted: true, on } });
    probe.draft.from(['remoteWrite/on'], probe.source(path));
  });
}

/** Two instant queries: the list of targets itself can be of any size. */
function askTargets(probe: Probe): Promise<void> {
  const path = queryPath('up == 0');
  return probe.collect(['targets'], path, async () => {
    const [down, total] = await Promise.all([query(probe, 'up == 0'), query(probe, 'count(up)')]);
    const names = down.map(({ metric }) => `${metric('job')}/${metric('instance')}`);
    const targets = {
      total: total[0]?.value ?? 0,
      downTotal: names.length,
      down: names.slice(0, shown).map((name) => name.slice(0, 255)),
    };
    probe.draft.set({ targets }, probe.source(path));
  });
}

/** Source: node_exporter, collector/textfile.go: node_textfile_mtime_seconds{file="…"}. */
function askTextfiles(probe: Probe): Promise<void> {
  const text = 'time() - node_textfile_mtime_seconds';
  return probe.collect(['textfiles'], queryPath(text), async () => {
    const found = (await query(probe, text)).map(({ metric, value }) => {
      const name = `${metric('instance')}:${metric('file').split('/').at(-1) ?? ''}`;
      return [name.slice(0, 255), { age: Math.max(0, Math.round(value)) }] as const;
    });
    probe.draft.set({ textfiles: Object.fromEntries(found.slice(0, files)) }, probe.source(queryPath(text)));
  });
}

interface Sample {
  readonly metric: (label: string) => string;
  readonly value: number;
}

function queryPath(text: string): string {
  return `/api/v1/query?query=${encodeURIComponent(text)}`;
}

async function query(probe: Probe, text: string): Promise<Sample[]> {
  const answer = await probe.json(queryPath(text));
  if (textAt(answer, 'status') !== 'success') throw new ServiceTrouble('answered 200 with an error inside');
  return (listAt(answer, 'data', 'result') ?? []).map((sample) => ({
    metric: (label) => textAt(sample, 'metric', label) ?? '',
    value: Number(textAt(sample, 'value', 1) ?? Number.NaN),
  }));
}
