/** What the checks of `stack` and `after-rollout` say of services that are asked. */
import t from 'tap';
import type { FactsDocument } from '../../../src/base/facts.ts';
import { serviceFactsAsked } from '../../../src/checks/asked-services.ts';
import type { LoadedCheck } from '../../../src/checks/check.ts';
import { judgeHost } from '../../../src/checks/judge.ts';
import { loadPacks } from '../../../src/checks/load.ts';
import validate from '../../../src/generated/facts-validator.js';
import { collectServices } from '../../../src/services/collect.ts';
import type { ServiceRequest } from '../../../src/services/request.ts';

export const packs = await loadPacks(['after-rollout'], { sets: {} });

/** What each check has said in these tests. */
export const seen = new Map<string, Set<string>>();

/** The messages of what failed, by check. */
const failed = new Map<string, Set<string>>();

/** Of these checks, those that have no sentence of their own for what was seen to fail, and those that were not. */
export function unsaid(checks: readonly LoadedCheck[]): string[] {
  return checks.flatMap(({ id, say }) => {
    const messages = failed.get(id) ?? new Set();
    const pattern = patternOf(say ?? '');
    const others = [...messages].filter((message) => !pattern.test(message));
    return messages.size === 0 ? [`${id} was not seen to fail`] : others.map((message) => `${id}: ${message}`);
  });
}

/** What a sentence can become: any value for what is in braces, and what is in brackets perhaps. */
function patternOf(say: string): RegExp {
  const parts = say.split(/\[([^[\]]*)\]/).map((part, index) => {
    const text = part
      .split(/\{[^{}]*:(?:no|none)\}|(\{)[^{}]*\}/)
      .map((piece) => (piece === '{' ? '.+' : (piece ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('');
    return index % 2 === 1 ? `(?:${text})?` : text;
  });
  return new RegExp(`^${parts.join('')}$`);
}

interface Settings {
  readonly origins?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly sets?: Readonly<Record<string, string>>;
}

export async function collect(requests: readonly ServiceRequest[], { origins, env = {}, timeout = 5 }: Settings = {}) {
  const asked = serviceFactsAsked(packs);
  const document = await collectServices(requests, 'services', {
    timeout,
    ca: [],
    origins: new Set(origins ?? []),
    env,
    concurrency: 32,
    signal: new AbortController().signal,
    wants: (fact) => asked.has(fact),
    minutes: 5,
  });
  t.ok(validate(document), `facts of the schema ${JSON.stringify(validate.errors?.[0] ?? '')}`);
  return document;
}

/** `CHECK STATUS MESSAGE` of what did not pass, without the address of the fake. */
export async function judged(document: FactsDocument, sets: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const loaded = Object.keys(sets).length === 0 ? packs : await loadPacks(['after-rollout'], { sets });
  const findings = await judgeHost(loaded, document, 'h');
  for (const { check, status, message, runbook = '' } of findings) {
    t.not(runbook, '', 'every finding names its runbook');
    seen.set(check, (seen.get(check) ?? new Set()).add(status));
    if (status === 'fail') failed.set(check, (failed.get(check) ?? new Set()).add(message));
  }
  return findings
    .filter(({ status }) => status === 'fail' || status === 'unknown')
    .map(
      ({ check, status, message }) =>
        `${check} ${status} ${message.replaceAll(/https?:\/\/127\.0\.0\.1:\d+/g, 'URL').replace('for 59 min 59 s', 'for 1 h')}`,
    );
}

export type Running = { readonly url: string; readonly stop: () => Promise<void> };

export async function lines(
  start: Promise<Running>,
  request: Omit<ServiceRequest, 'name' | 'url'>,
  settings: Settings = {},
): Promise<string[]> {
  const { url, stop } = await start;
  try {
    return await judged(await collect([{ ...request, name: 'it', url }], settings), settings.sets);
  } finally {
    await stop();
  }
}
