/** What every command that asks hosts needs: progress, Ctrl-C, a passphrase from the terminal. */
import type { CollectOptions } from '../host/collect.ts';
import type { GatherRequest, HostWatcher } from '../tasks/gather.ts';
import { interruptible } from './interruptible.ts';
import { type CollectArguments, collectFrom, concurrencyFrom } from './options.ts';
import { askPassphraseOn } from './passphrase.ts';
import { type Progress, startProgress } from './progress.ts';

/**
 * Runs `task` with progress on stderr and an abort signal that Ctrl-C, SIGTERM or a hang-up sets off. A second signal
 * ends the process at once. The display is taken down before this returns or throws.
 */
export async function withHosts<T>(
  args: CollectArguments & { readonly hosts: readonly string[] },
  factsFiles: readonly string[],
  task: (request: GatherRequest, progress: Progress) => Promise<T>,
  { whileWaiting = () => {}, orThisMachine = true }: SessionOptions = {},
): Promise<T> {
  const hosts = namedHosts(args.hosts, orThisMachine && factsFiles.length === 0);
  return interruptible(async (signal) => {
    const progress = startProgress(hosts, { stderr: process.stderr, quiet: args.quiet, color: args.color });
    try {
      const collect = withTerminal(
        collectFrom(args, (message) => {
          for (const line of message.split('\n')) progress.notify(line);
        }),
        progress,
      );
      const request = {
        hosts,
        factsFiles: [...new Set(factsFiles)],
        collect,
        concurrency: concurrencyFrom(args),
        signal,
        watch: watcherOf(progress, whileWaiting),
      };
      return await task(request, progress);
    } finally {
      await progress.stop();
    }
  });
}

interface SessionOptions {
  /** Called when a host has been asked and has not answered. */
  readonly whileWaiting?: () => void;
  /** Whether no host and no recorded facts means this machine; true unless told. */
  readonly orThisMachine?: boolean;
}

/** The same host twice is asked once. */
function namedHosts(hosts: readonly string[], orThisMachine: boolean): string[] {
  if (hosts.length === 0 && orThisMachine) return ['local'];
  return [...new Set(hosts)];
}

/** With a person at a terminal, a passphrase can be asked for. */
export function withTerminal(options: CollectOptions, progress: Pick<Progress, 'pause' | 'resume'>): CollectOptions {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return options;
  const askPassphrase = askPassphraseOn(process.stdin, process.stderr, progress);
  return { ...options, connect: { ...options.connect, askPassphrase } };
}

function watcherOf(progress: Progress, whileWaiting: () => void): HostWatcher {
  return {
    started: (host) => progress.host(host).phase('connecting'),
    sent(host) {
      progress.host(host).phase('collecting facts');
      whileWaiting();
    },
    finished: (host, milliseconds) =>
      progress.host(host).done(`facts collected in ${(milliseconds / 1000).toFixed(1)} s`),
    // What happened, and the way out, stand in the report.
    failed: (host, { kind }) => progress.host(host).fail(`could not be examined (${kind})`),
  };
}
