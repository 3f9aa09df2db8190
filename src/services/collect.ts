/** Asks the services of preflight.yaml, all at the same time, for what checks want to know. */
import pLimit from 'p-limit';
import type { FactsDocument } from '../base/facts.ts';
import { openClient } from './client.ts';
import { Draft, type Drafted } from './draft.ts';
import { alloy } from './kinds/alloy.ts';
import { frigate } from './kinds/frigate.ts';
import { grafana } from './kinds/grafana.ts';
import { http } from './kinds/http.ts';
import { loki } from './kinds/loki.ts';
import { ntfy } from './kinds/ntfy.ts';
import { prometheus } from './kinds/prometheus.ts';
import { pyroscope } from './kinds/pyroscope.ts';
import { tempo } from './kinds/tempo.ts';
import { type FactName, type Probe, probeOf } from './probe.ts';
import { addressOf, type ServiceKind, type ServiceRequest } from './request.ts';
import { tokenOf } from './tokens.ts';

export interface CollectServicesOptions {
  /** Seconds that each phase of a request may take. */
  readonly timeout: number;
  /** Certificates in PEM that are trusted beside those that Node knows. */
  readonly ca: readonly string[];
  /** Origins that may get a token. */
  readonly origins: ReadonlySet<string>;
  /** Where tokens are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Services that are asked at the same time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Whether a check asks for this fact of a service. */
  readonly wants: (fact: FactName) => boolean;
  /** Minutes for which profiles count as having arrived lately. */
  readonly minutes: number;
}

const kinds: Readonly<Record<ServiceKind, (probe: Probe) => Promise<void>>> = {
  prometheus,
  loki,
  tempo,
  alloy,
  grafana,
  pyroscope,
  ntfy,
  frigate,
  http,
};

/**
 * One facts document for all of them, below `/services/NAME`. A service's trouble is a gap there, and the others go on.
 * Throws InputError for a request that cannot be made, before any service is asked, and the reason of the signal.
 */
export async function collectServices(
  requests: readonly ServiceRequest[],
  host: string,
  options: CollectServicesOptions,
): Promise<FactsDocument> {
  const placed = requests.map((request) => ({ request, base: addressOf(request) }));
  const client = openClient({ timeout: options.timeout, ca: options.ca, signal: options.signal });
  const limit = pLimit(options.concurrency);
  const collectedAt = new Date();
  try {
    const drafted = await Promise.all(
      placed.map(({ request, base }) =>
        limit(async () => {
          const draft = new Draft(request.name, request.kind);
          if (request.version !== undefined) draft.set({ expected: request.version }, 'preflight.yaml');
          const token = tokenOf(request, options.origins, options.env);
          const { wants, minutes } = options;
          await kinds[request.kind](
            probeOf({ request, base, client, token, draft, wants, minutes, now: () => new Date() }),
          );
          return [request.name, draft.result()] as const;
        }),
      ),
    );
    return documentOf(drafted, host, collectedAt);
  } finally {
    await client.close();
  }
}

function documentOf(drafted: readonly (readonly [string, Drafted])[], host: string, collectedAt: Date): FactsDocument {
  return {
    schemaVersion: 1,
    host,
    collectedAt: collectedAt.toISOString(),
    facts: { services: Object.fromEntries(drafted.map(([name, { facts }]) => [name, facts])) },
    gaps: Object.assign({}, ...drafted.map(([, { gaps }]) => gaps)),
    from: Object.assign({}, ...drafted.map(([, { from }]) => from)),
  };
}
