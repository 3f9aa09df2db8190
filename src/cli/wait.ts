/** `check --wait`: the hosts are asked again until all are ready, each time over connections of their own. */
import { durationText } from '../base/duration.ts';
import type { Report } from '../generated/report-types.ts';
import { waitingTexts } from '../report/words/waiting.ts';
import type { GatherRequest, HostWatcher } from '../tasks/gather.ts';
import { untilReady } from '../tasks/wait.ts';
import type { Progress } from './progress.ts';

interface Patience {
  readonly wait: number;
  readonly interval: number;
}

/** What is told of a host is what keeps it from being ready; that it is asked, of the first attempt alone. */
export async function checkUntilReady(
  gather: GatherRequest,
  progress: Progress,
  { wait, interval }: Patience,
  check: (gather: GatherRequest) => Promise<Report>,
): Promise<Report> {
  const { signal } = gather;
  const askPassphrase = gather.collect.connect.askPassphrase && remembering(gather.collect.connect.askPassphrase);
  const connect = { ...gather.collect.connect, ...(askPassphrase ? { askPassphrase } : {}) };
  const collect = { ...gather.collect, connect };
  let watch: HostWatcher = { ...silent, started: gather.watch.started, sent: gather.watch.sent };
  const report = await untilReady(
    {
      attempt(signal) {
        const request = { ...gather, collect, signal, watch };
        watch = silent;
        return check(request);
      },
      isReady: ({ verdict }) => verdict === 'ready',
      notYet(report, left) {
        const next = `again in ${durationText(interval)}, ${durationText(left)} left`;
        for (const [name, text] of waitingTexts(report)) {
          if (gather.hosts.includes(name)) progress.host(name).phase(`${text}; ${next}`);
          // A service has no row of its own.
          else if (text !== 'ready') progress.notify(`${name}: ${text}; ${next}`);
        }
      },
    },
    { wait, interval, signal },
  );
  if (report.verdict !== 'ready')
    progress.notify(
      signal.aborted
        ? 'interrupted: the report is that of the last whole attempt'
        : `not ready within ${durationText(wait)}`,
    );
  return report;
}

const nothing = () => undefined;
const silent: HostWatcher = { started: nothing, sent: nothing, finished: nothing, failed: nothing };

/** A person is asked once for each passphrase, whatever came of it. */
function remembering(ask: (prompt: string) => Promise<string>): (prompt: string) => Promise<string> {
  const answers = new Map<string, Promise<string>>();
  return (prompt) => {
    const known = answers.get(prompt) ?? ask(prompt);
    answers.set(prompt, known);
    return known;
  };
}
