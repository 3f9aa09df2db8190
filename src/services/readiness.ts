/** Whether a service says that it is ready, that it is starting, or that it is not. */
import type { Answer } from './client.ts';
import type { Probe } from './probe.ts';
import { ServiceTrouble } from './trouble.ts';

interface ReadyEndpoint {
  readonly path: string;
  /** Whether a status of 200 is the answer of this kind of service. */
  readonly says: (text: string) => boolean;
  /** Why an answer of 503 says that it is starting; undefined: it does not say so. */
  readonly starting: (answer: Answer) => string | undefined;
  /** Whether it has /metrics with process_start_time_seconds. */
  readonly metrics: boolean;
}

const asked = ['ready', 'starting'] as const;

/** Sets `ready` and `starting`, or their gaps. What kept the service from answering at all; undefined: more can be asked. */
export async function askReady(probe: Probe, endpoint: ReadyEndpoint): Promise<ServiceTrouble | undefined> {
  const { draft } = probe;
  const source = probe.source(endpoint.path);
  try {
    const answer = await probe.answered(endpoint.path);
    if (answer.status === 200) {
      if (!endpoint.says(answer.text)) throw new ServiceTrouble(`answered 200, but not as ${probe.request.kind} does`);
      draft.set({ ready: true, starting: false }, source);
      return undefined;
    }
    if (answer.status < 500) throw new ServiceTrouble(`answered ${answer.status}`);
    // They say why in plain text: JSON, or nothing, comes from a gateway such as Kong or Caddy.
    if (/^\s*(?:\{|$)/.test(answer.text))
      throw new ServiceTrouble(`answered ${answer.status}, but not as ${probe.request.kind} does`);
    await notReady(probe, endpoint, answer, source);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceTrouble)) throw error;
    draft.gap(asked, error, source);
    return error.unreached ? error : undefined;
  }
}

async function notReady(probe: Probe, endpoint: ReadyEndpoint, answer: Answer, source: string): Promise<void> {
  const { draft } = probe;
  const starting = answer.status === 503 ? endpoint.starting(answer) : undefined;
  if (starting === undefined) {
    draft.set({ starting: false, ready: false, status: answer.status }, source);
    return;
  }
  draft.set({ starting: true }, source);
  const message = `it says that it is starting: ${starting}; ask again in half a minute`;
  draft.gap(['ready'], { reason: 'not-collected', message }, source);
  if (!endpoint.metrics) return;
  await probe.collect(['uptime'], '/metrics', async () => {
    const { status, text, headers } = await probe.ask('/metrics');
    const started = status === 200 ? /^process_start_time_seconds (\S+)$/m.exec(text)?.[1] : undefined;
    if (started === undefined) throw new ServiceTrouble('says no time of its start', { reason: 'missing' });
    const its = Date.parse(headers.get('date') ?? '');
    const seconds = (Number.isNaN(its) ? probe.now().getTime() : its) / 1000 - Number(started);
    if (!(seconds >= 0))
      throw new ServiceTrouble('says a time of its start that lies ahead', { reason: 'unsupported' });
    draft.set({ uptime: Math.floor(seconds) }, probe.source('/metrics'));
  });
}

/** The endpoint that Loki, Tempo and Pyroscope have in common. */
export const dskit: ReadyEndpoint = {
  path: '/ready',
  says: (text) => text.trim() === 'ready',
  starting: dskitStarting,
  metrics: true,
};

/**
 * What Loki, Tempo and Pyroscope say for 15 to 30 seconds after a start, although nothing is wrong.
 * Source: grafana/dskit services and ring/lifecycler.go; grafana/pyroscope pkg/pyroscope/pyroscope.go readyHandler.
 */
function dskitStarting({ text }: Answer): string | undefined {
  if (/waiting for \S+ after being ready/.test(text)) return 'it waits a while after being ready';
  const services = /^Some services are not Running:/.test(text);
  if (services && /^(?:Starting|New): \d+/m.test(text) && !/^(?:Failed|Stopping|Terminated): \d+/m.test(text))
    return 'some of its services are starting';
  const why = /not ready: ([^\n]*)/.exec(text)?.[1] ?? '';
  return /\b(?:JOINING|PENDING)\b/.test(why) ? 'it is joining the ring' : undefined;
}
