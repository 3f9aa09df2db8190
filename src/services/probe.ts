/** What the kinds of services ask with: requests below one service's URL, and the facts that come of them. */
import type { Answer, Client } from './client.ts';
import type { Draft, ServiceFacts } from './draft.ts';
import { refusalOf } from './refusal.ts';
import type { ServiceRequest } from './request.ts';
import type { TokenFor } from './tokens.ts';
import { ServiceTrouble } from './trouble.ts';

export type FactName = Exclude<keyof ServiceFacts, 'kind'>;

export interface ProbeContext {
  readonly request: ServiceRequest;
  readonly base: URL;
  readonly client: Client;
  readonly token: TokenFor;
  readonly draft: Draft;
  /** Whether a check asks for this fact. */
  readonly wants: (fact: FactName) => boolean;
  readonly now: () => Date;
  /** Minutes that are `lately`. */
  readonly minutes: number;
}

interface AskOptions {
  readonly method?: 'POST';
  readonly body?: unknown;
  readonly limit?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses beside 200 with which the service tells of itself. */
  readonly statuses?: readonly number[];
}

/** One service, to be asked. */
export interface Probe extends ProbeContext {
  /** Any answer at all. Throws ServiceTrouble where there is none. */
  readonly ask: (path: string, options?: AskOptions) => Promise<Answer>;
  /** An answer that the service itself may have given, 404 only where `statuses` has it. Throws ServiceTrouble for others. */
  readonly answered: (path: string, options?: AskOptions) => Promise<Answer>;
  /** JSON, with status 200 unless told. Throws ServiceTrouble for anything else, and for a web page. */
  readonly json: (path: string, options?: AskOptions) => Promise<unknown>;
  /** `GET https://loki.example:3100/ready`, as evidence names it. */
  readonly source: (path: string, method?: 'POST') => string;
  /** Runs `collect`; where it ends in trouble, `facts` (paths below the service) are gaps for that reason. */
  readonly collect: (
    facts: readonly string[],
    path: string,
    collect: () => Promise<void>,
    method?: 'POST',
  ) => Promise<void>;
}

export function probeOf(context: ProbeContext): Probe {
  const { request, base, client, token, draft } = context;
  const prefix = base.pathname.replace(/\/+$/, '');
  const urlOf = (path: string) => (path === '' ? base : new URL(`${prefix}${path}`, base.origin));
  const source: Probe['source'] = (path, method) => `${method ?? 'GET'} ${urlOf(path).href}`;
  const ask: Probe['ask'] = (path, { method, body, limit, headers } = {}) =>
    client.ask({
      url: urlOf(path),
      headers: {
        ...(request.tenant === undefined ? {} : { 'x-scope-orgid': request.tenant }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      authorization: (origin) => {
        const known = token(origin);
        return known && 'value' in known ? `Bearer ${known.value}` : undefined;
      },
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(limit === undefined ? {} : { limit }),
    });
  const answered: Probe['answered'] = async (path, options) => {
    const answer = await ask(path, options);
    const refusal = refusalOf(answer, token(base.origin));
    const told = refusal?.reason === 'missing' && options?.statuses?.includes(answer.status);
    if (refusal && !told) throw refusal;
    return answer;
  };
  return {
    ...context,
    ask,
    answered,
    source,
    json: async (path, options) => {
      const answer = await answered(path, options);
      if (answer.status !== 200 && !options?.statuses?.includes(answer.status))
        throw new ServiceTrouble(`answered ${answer.status}`);
      return parsed(answer.text);
    },
    collect: async (facts, path, run, method) => {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof ServiceTrouble)) throw error;
        draft.gap(facts, error, source(path, method));
      }
    },
  };
}

/** Throws ServiceTrouble for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceTrouble('answered with what is no JSON');
  }
}
