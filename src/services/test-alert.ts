/** Sends one message that is marked as a test to ntfy, and reads it back. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FactsDocument } from '../base/facts.ts';
import type { Answer, Client } from './client.ts';
import { textAt } from './json.ts';
import { refusalOf } from './refusal.ts';
import { ServiceTrouble } from './trouble.ts';

export interface TestAlert {
  /** What is before the topic; ends in a slash. */
  readonly server: URL;
  readonly topic: string;
  readonly token: string | undefined;
}

type Part = Pick<FactsDocument, 'facts' | 'gaps' | 'from'>;

/** Times that the message is looked for, and the milliseconds between them: a server may write it later. */
const looks = 4;
const between = 500;

/** The facts below /alerting/test. Source: ntfy, docs/publish.md (as JSON) and docs/subscribe/api.md (poll, since, id). */
export async function sendTestAlert({ server, topic, token }: TestAlert, client: Client): Promise<Part> {
  const mark = randomBytes(6).toString('hex');
  const known = token === undefined || token === '' ? undefined : { value: token };
  const authorization = (origin: string) => (known && origin === server.origin ? `Bearer ${known.value}` : undefined);
  const ask = async (url: URL, body?: string) => {
    const post =
      body === undefined ? {} : { method: 'POST' as const, body, headers: { 'content-type': 'application/json' } };
    const answer = await client.ask({ url, authorization, ...post });
    const refusal = refusalOf(answer, known);
    if (refusal) throw refusal;
    return answer;
  };
  const read = new URL(`${topic}/json?poll=1&since=10m`, server);
  const sent = `POST ${server.href}`;
  try {
    const answer = await ask(server, JSON.stringify(message(topic, mark)));
    if (answer.status !== 200) return found({ sent: false }, sent);
  } catch (error) {
    return untold(error, '/alerting/test', sent);
  }
  try {
    for (let look = 1; look <= looks; look++) {
      if (holds(await ask(read), mark)) return found({ sent: true, readBack: true }, `GET ${read.href}`);
      if (look < looks) await wait(between);
    }
    return found({ sent: true, readBack: false }, `GET ${read.href}`);
  } catch (error) {
    const { gaps, from } = untold(error, '/alerting/test/readBack', `GET ${read.href}`);
    return { facts: { alerting: { test: { sent: true } } }, gaps, from };
  }
}

/** Priority 2 is low: no sound. */
function message(topic: string, mark: string) {
  return {
    topic,
    title: 'preflight: a test of the alerting pipeline',
    message: `Nothing is wrong. preflight sent this to see that it arrives. (${mark})`,
    priority: 2,
    tags: ['test_tube', 'preflight-test'],
  };
}

/** One message in JSON on each line. */
function holds({ status, text }: Answer, mark: string): boolean {
  if (status !== 200) throw new ServiceTrouble(`answered ${status}`);
  return text.split('\n').some((line) => {
    try {
      return textAt(JSON.parse(line), 'message')?.includes(`(${mark})`) === true;
    } catch {
      return false;
    }
  });
}

function found(test: NonNullable<NonNullable<Part['facts']['alerting']>['test']>, source: string): Part {
  return { facts: { alerting: { test } }, gaps: {}, from: { '/alerting/test': { source, grade: 'proved' } } };
}

function untold(error: unknown, pointer: string, source: string): Part {
  if (!(error instanceof ServiceTrouble)) throw error;
  const { reason, message: detail } = error;
  return { facts: {}, gaps: { [pointer]: { reason, detail } }, from: { [pointer]: { source, grade: 'observed' } } };
}
