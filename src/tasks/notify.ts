/** Tells a person of a verdict through ntfy: best effort, within a deadline, and never a part of the verdict. */
import { readFile } from 'node:fs/promises';
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { Report, Verdict } from '../generated/report-types.ts';
import { isToken, noToken } from '../services/tokens.ts';

export interface NotifyTarget {
  /** Of the server: what is before the topic. */
  readonly server: URL;
  readonly topic: string;
}

/** Seconds that the server has to answer. */
const deadline = 10;

/**
 * `ntfy:https://ntfy.example/preflight`. Throws InputError for anything else. The URL comes from the command line alone,
 * since a message leaves the machine.
 */
export function parseNotify(text: string): NotifyTarget {
  const url = /^ntfy:https?:\/\//.test(text) && URL.canParse(text.slice(5)) ? new URL(text.slice(5)) : undefined;
  const topic = url?.pathname.split('/').at(-1) ?? '';
  const wayOut = 'Write it as ntfy:URL/TOPIC, such as --notify ntfy:https://ntfy.example/preflight.';
  if (url?.search !== '' || url.hash !== '') throw new InputError(`--notify: no address of ntfy. ${wayOut}`);
  if (url.username !== '' || url.password !== '')
    throw new InputError('--notify: no password in the URL. Give a token in the environment: PREFLIGHT_NTFY_TOKEN.');
  // Source: ntfy, server/server.go: topicRegex.
  if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic))
    throw new InputError(`--notify: "${excerpt(topic, 80)}" is no topic. ${wayOut}`);
  url.pathname = url.pathname.slice(0, -topic.length);
  return { server: url, topic };
}

/** The verdict of the report that is in a file now; undefined where there is none, or none that can be read. */
export async function verdictBefore(path: string): Promise<Verdict | undefined> {
  try {
    const report: unknown = JSON.parse(await readFile(path, 'utf8'));
    const verdict = typeof report === 'object' && report !== null && 'verdict' in report ? report.verdict : undefined;
    return verdict === 'ready' || verdict === 'blocked' || verdict === 'undetermined' ? verdict : undefined;
  } catch {
    return undefined;
  }
}

const priorities = { ready: 3, undetermined: 4, blocked: 4 } as const satisfies Record<Verdict, number>;
const tags = { ready: 'white_check_mark', undetermined: 'question', blocked: 'no_entry' } as const satisfies Record<
  Verdict,
  string
>;

/** Sends one message. Returns why it could not be sent, or undefined. Throws nothing but what a defect throws. */
export async function notify(
  { server, topic }: NotifyTarget,
  report: Report,
  before: Verdict | undefined,
  token: string | undefined,
): Promise<string | undefined> {
  // Who refuses such a header shows it.
  if (token && !isToken(token)) return `ntfy at ${server.host} was not told: PREFLIGHT_NTFY_TOKEN ${noToken}`;
  const { verdict, summary, targets } = report;
  const names = targets.map(({ name }) => name);
  const who = names.length === 1 ? (names[0] ?? '') : `${names.length} targets`;
  const failed = report.findings.filter(({ status, severity }) => status === 'fail' && severity === 'blocker');
  const body = {
    topic,
    title: printable(`${who}: ${verdict}`).slice(0, 200),
    message: [
      before === undefined || before === verdict ? '' : `It was ${before}.`,
      `${summary.sentence}.`,
      ...failed.slice(0, 5).map(({ target, title }) => `${targets.length > 1 ? `${target}: ` : ''}${title}`),
      failed.length > 5 ? `and ${failed.length - 5} more` : '',
    ]
      .filter(Boolean)
      .map((line) => printable(line))
      .join('\n')
      .slice(0, 3000),
    priority: priorities[verdict],
    tags: [tags[verdict]],
  };
  try {
    const response = await fetch(server, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      // A redirect would carry the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(deadline * 1000),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `ntfy at ${server.host} answered ${response.status}`;
  } catch (error) {
    const reason =
      error instanceof Error && error.name === 'TimeoutError' ? `no answer in ${deadline} s` : causeOf(error);
    return `ntfy at ${server.host} could not be told: ${reason}`;
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return excerpt(cause instanceof Error ? cause.message : String(cause), 200);
}
