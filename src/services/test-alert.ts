/** Sends one message that is marked as a test to ntfy, and reads it back. */
import { setTimeout as wait } from 'node:timers/promises';
import type { PartOfDocument } from '../base/facts.ts';
import type { Answer, Client } from './client.ts';
import { at, jsonOf, textAt } from './json.ts';
import { refusalOf } from './refusal.ts';
import { isToken, noToken } from './tokens.ts';
import { ServiceTrouble } from './trouble.ts';

export interface TestAlert {
  /** What is before the topic; ends in a slash. */
  readonly server: URL;
  readonly topic: string;
  readonly token: string | undefined;
}

/** One message, kept over the attempts of `--wait`: it is sent once, and looked for until it is there. */
export interface TestMessage {
  /** A text that no other message holds. */
  readonly mark: string;
  /** When it was first sent; that no answer came does not mean that it was not taken. */
  sentAt?: Date;
  /** Whether the server said that it took it. */
  taken?: boolean;
  /** What came of it once it was read back: nothing is asked any more. */
  arrived?: PartOfDocument;
}

/** Times that the message is looked for, and the milliseconds between them: a server may write it later. */
const looks = 4;
const between = 500;

/**
 * The facts below /alerting/test. Only ntfy's own words decide: what any other server answers leaves them a gap. Source: ntfy,
 * docs/publish.md (as JSON), docs/subscribe/api.md (poll, since, JSON message format) and server/errors.go.
 */
export async function sendTestAlert(alert: TestAlert, text: TestMessage, client: Client): Promise<PartOfDocument> {
  if (text.arrived) return text.arrived;
  const { server, topic, token } = alert;
  const sent = `POST ${server.href}`;
  // Minutes, since the clock of the server may be another.
  const since = Math.floor((text.sentAt?.getTime() ?? Date.now()) / 1000) - 600;
  const read = new URL(`${topic}/json?poll=1&since=${since}`, server);
  const from = `GET ${read.href}`;
  const known = token === undefined || token === '' ? undefined : { value: token };
  if (known && !isToken(known.value))
    return untold(new ServiceTrouble(`PREFLIGHT_NTFY_TOKEN ${noToken}`, { reason: 'denied' }), '/alerting/test', sent);
  const authorization = (origin: string) => (known && origin === server.origin ? `Bearer ${known.value}` : undefined);
  const ask = async (url: URL, body?: string) => {
    const post =
      body === undefined ? {} : { method: 'POST' as const, body, headers: { 'content-type': 'application/json' } };
    const answer = await client.ask({ url, authorization, ...post });
    const refusal = refusalOf(answer, known);
    if (refusal) throw refusal;
    return answer;
  };
  const arrived = () => {
    text.arrived = found({ sent: true, readBack: true }, from);
    return text.arrived;
  };
  try {
    // An answer that did not come may have been that it was taken.
    if (text.sentAt && !text.taken && holds(await ask(read), text.mark)) return arrived();
    if (!text.taken) {
      text.sentAt ??= new Date();
      text.taken = isTaken(await ask(server, JSON.stringify(message(topic, text.mark))), topic);
      if (!text.taken) return found({ sent: false }, sent);
    }
  } catch (error) {
    return untold(error, '/alerting/test', sent);
  }
  try {
    for (let look = 1; look <= looks; look++) {
      if (holds(await ask(read), text.mark)) return arrived();
      if (look < looks) await wait(between);
    }
    return found({ sent: true, readBack: false }, from);
  } catch (error) {
    const { gaps, from: origins } = untold(error, '/alerting/test/readBack', from);
    return { facts: { alerting: { test: { sent: true } } }, gaps, from: origins };
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

/** ntfy gives back the message that it took, and an error of its own where it refuses. Throws for what is neither. */
function isTaken({ status, text }: Answer, topic: string): boolean {
  const said = jsonOf(text);
  if (status === 200 && isEvent(said) && at(said, 'event') === 'message' && at(said, 'topic') === topic) return true;
  const refused = typeof at(said, 'code') === 'number' && textAt(said, 'error') !== undefined;
  if (status >= 400 && refused && at(said, 'http') === status) return false;
  throw new ServiceTrouble(`answered ${status}, but not as ntfy does`);
}

/** One event in JSON on each line, such as a message; no line where there is none. */
function holds({ status, text }: Answer, mark: string): boolean {
  if (status !== 200) throw new ServiceTrouble(`answered ${status}`);
  const events = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [jsonOf(line)]));
  if (!events.every(isEvent)) throw new ServiceTrouble('answered 200, but not as ntfy does');
  return events.some((event) => textAt(event, 'message')?.includes(`(${mark})`) === true);
}

function isEvent(said: unknown): boolean {
  return typeof at(said, 'time') === 'number' && ['id', 'event', 'topic'].every((key) => textAt(said, key));
}

function found(
  test: NonNullable<NonNullable<PartOfDocument['facts']['alerting']>['test']>,
  source: string,
): PartOfDocument {
  return { facts: { alerting: { test } }, gaps: {}, from: { '/alerting/test': { source, grade: 'proved' } } };
}

function untold(error: unknown, pointer: string, source: string): PartOfDocument {
  if (!(error instanceof ServiceTrouble)) throw error;
  const { reason, message: detail } = error;
  return { facts: {}, gaps: { [pointer]: { reason, detail } }, from: { [pointer]: { source, grade: 'observed' } } };
}
