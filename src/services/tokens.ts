/** Which service gets a token: only one whose origin a person named, whatever preflight.yaml says. */
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { ServiceRequest } from './request.ts';

/** Of --token-origin, and the words of PREFLIGHT_TOKEN_ORIGINS. Throws InputError for what is no origin. */
export function tokenOrigins(options: readonly string[], variable: string | undefined): ReadonlySet<string> {
  const words = (variable ?? '').split(/\s+/).filter((word) => word !== '');
  return new Set([
    ...options.map((text) => originOf(text, '--token-origin')),
    ...words.map((text) => originOf(text, 'PREFLIGHT_TOKEN_ORIGINS')),
  ]);
}

function originOf(text: string, from: string): string {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  const bare = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!bare || url.pathname !== '/' || url.hostname === '')
    throw new InputError(
      `${from}: ${url?.password ? 'a password' : `"${excerpt(text, 100)}"`} is no origin. Write it as https://grafana.example:3000.`,
    );
  return url.origin;
}

/** Why a text is none, for a person who is told of which variable. */
export const noToken = 'holds what no token can: blanks, line breaks or other characters';

/** Whether a header can hold it; what cannot is never sent, nor shown by who refuses it. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** The token of a service for an origin, or why it gets none; undefined where it has none. */
export type TokenFor = (origin: string) => { readonly value: string } | { readonly why: string } | undefined;

/** `env`: the environment that holds tokens. */
export function tokenOf(
  { token: name }: ServiceRequest,
  origins: ReadonlySet<string>,
  env: Readonly<Record<string, string | undefined>>,
): TokenFor {
  if (name === undefined) return () => undefined;
  if (!/^PREFLIGHT_TOKEN_[A-Z0-9_]+$/.test(name))
    return () => ({ why: 'the variable of a token begins with PREFLIGHT_TOKEN_' });
  const value = env[name];
  return (origin) => {
    if (!origins.has(origin)) return { why: `a token goes only to an origin that is named: --token-origin ${origin}` };
    if (value === undefined || value === '') return { why: `${name} is not set` };
    if (!isToken(value)) return { why: `${name} ${noToken}` };
    return { value };
  };
}
