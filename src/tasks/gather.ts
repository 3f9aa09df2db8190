/** Gets the facts of every target that was named: hosts over their transports, and recorded files. */
import pLimit from 'p-limit';
import { excerpt } from '../base/display.ts';
import { type FactsDocument, type PartOfDocument, withPart } from '../base/facts.ts';
import type { TargetError } from '../generated/report-types.ts';
import type { Collected, CollectOptions, TransportName } from '../host/collect.ts';
import { clusterAreas } from '../host/platform/areas.ts';
import { readFactsFile } from '../host/recorded.ts';
import { HostError, type SudoMode } from '../host/transport.ts';

export interface GatherRequest {
  readonly hosts: readonly string[];
  readonly factsFiles: readonly string[];
  readonly collect: CollectOptions;
  /** Hosts that are asked at the same time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly watch: HostWatcher;
}

/** Told how each host fares, for a progress display. */
export interface HostWatcher {
  started(host: string): void;
  /** The script is on its way; what is left is to wait for the host. */
  sent(host: string): void;
  finished(host: string, milliseconds: number): void;
  failed(host: string, error: TargetError): void;
}

/** How a host's facts were come by, and how root was asked for. */
type How = Omit<Collected, 'document'> & { readonly asked: { readonly mode: SudoMode; readonly program: string } };

/** A target and its facts, or the trouble that kept them away. */
export type Gathered = {
  readonly kind: 'host' | 'facts' | 'closure' | 'service';
  readonly name: string;
  /** What a reader must know of how the facts came to be what they are. */
  readonly notes?: readonly string[];
} & (
  | { readonly document: FactsDocument; readonly how?: How }
  | { readonly error: TargetError; readonly transport?: TransportName }
);

/**
 * Every target in the order in which it was named, recorded files last. A host's trouble is its own: the others go on.
 * Throws InputError for a name that is no host or a file that holds no facts, before any host is asked.
 */
export async function gather(request: GatherRequest): Promise<Gathered[]> {
  const recorded = await Promise.all(request.factsFiles.map(fromFile));
  if (request.hosts.length > 0) {
    const { parseHost } = await import('../base/host-address.ts');
    request.hosts.forEach(parseHost);
  }
  const limit = pLimit(request.concurrency);
  const over = new AbortController();
  const cluster = clusterFromHere(request, AbortSignal.any([request.signal, over.signal]));
  // Awaited by each host that answers.
  cluster.catch(() => {});
  const hosts = await Promise.all(request.hosts.map((host) => limit(() => fromHost(host, request, cluster))));
  over.abort();
  return withOwnNames([...hosts, ...recorded], request.factsFiles);
}

/** Findings name their target, so two of one name would mix: a recorded one is then named with its file. */
function withOwnNames(gathered: readonly Gathered[], files: readonly string[]): Gathered[] {
  const first = gathered.length - files.length;
  return gathered.map((target, index) => {
    const twice = gathered.some((other, at) => at !== index && other.name === target.name);
    return twice && index >= first ? { ...target, name: `${target.name} (${files[index - first]})` } : target;
  });
}

async function fromFile(path: string): Promise<Gathered> {
  const document = await readFactsFile(path);
  return { kind: 'facts', name: document.host, document };
}

/** The cluster of the context that was named, asked once for all hosts, while they answer. */
async function clusterFromHere(
  { hosts, collect }: GatherRequest,
  signal: AbortSignal,
): Promise<PartOfDocument | undefined> {
  const { context, areas = [] } = collect.platform ?? {};
  if (context === undefined || hosts.length === 0 || !areas.some((area) => clusterAreas.has(area))) return undefined;
  return (await import('../host/kubectl.ts')).askCluster(context, areas, signal);
}

async function fromHost(
  host: string,
  request: GatherRequest,
  cluster: Promise<PartOfDocument | undefined>,
): Promise<Gathered> {
  const begun = Date.now();
  request.watch.started(host);
  try {
    request.signal.throwIfAborted();
    // Recorded facts need nothing of it.
    const { collect } = await import('../host/collect.ts');
    const connect = { ...request.collect.connect, sent: () => request.watch.sent(host) };
    const { document, ...how } = await collect(host, { ...request.collect, connect }, request.signal);
    const part = await cluster;
    request.watch.finished(host, Date.now() - begun);
    const { sudo: mode, sudoCommand: [program = 'sudo'] = [] } = request.collect.connect;
    const target = { kind: 'host', name: host, how: { ...how, asked: { mode, program } } } as const;
    if (!part) return { ...target, document };
    const notes = [
      `Its cluster is that of the context ${request.collect.platform?.context}, asked with kubectl from here.`,
    ];
    return { ...target, notes, document: withPart(document, part) };
  } catch (error) {
    const trouble = troubleOf(host, error, request.signal);
    if (!trouble) throw error;
    request.watch.failed(host, trouble);
    return { kind: 'host', name: host, error: trouble };
  }
}

/** What the report says of an error, or nothing when it is not the host's. */
function troubleOf(host: string, error: unknown, signal: AbortSignal): TargetError | undefined {
  if (error instanceof HostError) return { kind: error.kind, message: excerpt(error.message, 2000) };
  if (signal.aborted) return { kind: 'disconnected', message: `${host}: interrupted before the host had answered.` };
  return undefined;
}
