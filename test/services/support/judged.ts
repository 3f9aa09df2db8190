/** What the checks of `stack` and `after-rollout` say of services that are asked. */
import t from 'tap';
import type { FactsDocument } from '../../../src/base/facts.ts';
import { serviceFactsAsked } from '../../../src/checks/asked-services.ts';
import { judgeHost } from '../../../src/checks/judge.ts';
import { loadPacks } from '../../../src/checks/load.ts';
import validate from '../../../src/generated/facts-validator.js';
import { collectServices } from '../../../src/services/collect.ts';
import type { ServiceRequest } from '../../../src/services/request.ts';

export const packs = await loadPacks(['after-rollout'], { sets: {} });

/** What each check has said in these tests. */
export const seen = new Map<string, Set<string>>();

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
  for (const { check, status, runbook = '' } of findings) {
    t.not(runbook, '', 'every finding names its runbook');
    seen.set(check, (seen.get(check) ?? new Set()).add(status));
  }
  return findings
    .filter(({ status }) => status === 'fail' || status === 'unknown')
    .map(
      ({ check, status, message }) =>
        `${check} ${status} ${message.replaceAll(/https?:\/\/127\.0\.0\.1:\d+/g, 'URL').replace('3599', '3600')}`,
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
