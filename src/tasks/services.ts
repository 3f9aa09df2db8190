/** The services of preflight.yaml as a target of their own, or laid over the facts of hosts. */
import { withPart } from '../base/facts.ts';
import { asksTestAlert, serviceFactsAsked } from '../checks/asked-services.ts';
import type { LoadedPacks } from '../checks/check.ts';
import { openClient } from '../services/client.ts';
import { collectServices } from '../services/collect.ts';
import type { ServiceRequest } from '../services/request.ts';
import { sendTestAlert, type TestMessage } from '../services/test-alert.ts';
import { tokenOrigins } from '../services/tokens.ts';
import { trustedCertificates } from '../services/trusted.ts';
import type { Gathered } from './gather.ts';
import type { NotifyTarget } from './notify.ts';

/** How services are asked, from the command line alone. */
export interface AskServices {
  /** Seconds that each phase of a request may take. */
  readonly timeout: number;
  /** --ca: certificates in PEM that are trusted, too. */
  readonly ca?: string;
  /** --token-origin. */
  readonly tokenOrigins: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** --test-alert: where its message goes, and the one that goes there. */
  readonly testAlert?: { readonly target: NotifyTarget; readonly message: TestMessage };
}

/** What the target and its document are called. */
export const servicesName = 'services';
/** Services that are asked at the same time. */
const concurrency = 32;
const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/**
 * Asks every service for what the packs want to know. A service's trouble is a gap in its facts. Throws InputError for
 * what cannot be asked, before anything is.
 */
export async function gatherServices(
  requests: readonly ServiceRequest[],
  packs: LoadedPacks,
  ask: AskServices,
): Promise<Gathered> {
  try {
    return await gathered(requests, packs, ask);
  } catch (error) {
    if (!ask.signal.aborted) throw error;
    const message = 'services: interrupted before they had answered.';
    return { kind: 'service', name: servicesName, error: { kind: 'disconnected', message } };
  }
}

async function gathered(requests: readonly ServiceRequest[], packs: LoadedPacks, ask: AskServices): Promise<Gathered> {
  const asked = serviceFactsAsked(packs);
  const { timeout, env, signal, testAlert } = ask;
  const origins = tokenOrigins(ask.tokenOrigins, env.PREFLIGHT_TOKEN_ORIGINS);
  const ca = await trustedCertificates(ask.ca, env.NODE_EXTRA_CA_CERTS);
  const minutes = packs.parameters['profile-minutes'];
  const collected = await collectServices(requests, servicesName, {
    timeout,
    ca,
    origins,
    env,
    concurrency,
    signal,
    wants: (fact) => asked.has(fact),
    minutes: typeof minutes === 'number' && minutes > 0 ? minutes : 5,
  });
  const document =
    testAlert === undefined || !asksTestAlert(packs)
      ? collected
      : withPart(collected, await tested(testAlert, ca, ask));
  const proxy = proxies.find((name) => env[name] !== undefined && env[name] !== '');
  const notes = proxy === undefined ? [] : [`${proxy} is set and was not used: services are asked without a proxy.`];
  return { kind: 'service', name: servicesName, document, notes };
}

async function tested(
  { target, message }: NonNullable<AskServices['testAlert']>,
  ca: readonly string[],
  { timeout, env, signal }: AskServices,
) {
  const client = openClient({ timeout, ca, signal });
  try {
    return await sendTestAlert({ ...target, token: env.PREFLIGHT_NTFY_TOKEN }, message, client);
  } finally {
    await client.close();
  }
}

/** The hosts with what services said laid over their facts; recorded facts and closures as they are. */
export function withServices(hosts: readonly Gathered[], services: Gathered): Gathered[] {
  return hosts.map((target) => {
    if (target.kind !== 'host' || 'error' in target || 'error' in services) return target;
    const notes = [...(target.notes ?? []), ...(services.notes ?? [])];
    return { ...target, document: withPart(target.document, services.document), notes };
  });
}
