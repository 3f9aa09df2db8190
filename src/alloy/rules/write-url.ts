import { excerpt } from '../../base/display.ts';
import { sources } from '../sources.ts';
import { eachUrl } from './endpoints.ts';
import type { RolloutRule } from './rule.ts';

/** Alloy puts these behind the URL itself. Source: grafana/alloy, internal/component/pyroscope/write. */
const ownPaths = /\/(?:ingest|push\.v1\.PusherService(?:\/Push)?|push)\/?$/;

export const writeUrl: RolloutRule = {
  id: 'alloy.write-url',
  severity: 'blocker',
  title: 'The URL of a pyroscope.write is one that profiles can be sent to',
  why: 'Alloy does not look at it when it loads the configuration: every push fails later, and the profiles are lost.',
  sources: [sources.write],
  check(context) {
    eachUrl(context, ({ text, node, at, inside }) => {
      const fault = faultOf(text);
      if (fault) context.report(node, at, { ...fault, inside });
    });
  },
};

function faultOf(text: string): { readonly message: string; readonly hint: string } | undefined {
  const shown = excerpt(withoutUser(text), 120);
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text) ?? [];
  if (scheme === undefined)
    return {
      message: `the URL "${shown}" has no scheme`,
      hint: `Write http://${shown.replace(/^\/+/, '') || 'HOST:4040'}`,
    };
  if (!['http', 'https'].includes(scheme.toLowerCase()))
    return {
      message: `the URL "${shown}" has the scheme ${excerpt(scheme, 20)}`,
      hint: 'Pyroscope takes profiles over http or https',
    };
  const url = parsed(text);
  if (!url || /\s/.test(text)) return { message: `"${shown}" is no URL`, hint: 'Write http://HOST:4040' };
  if (url.search !== '' || url.hash !== '')
    return {
      message: `the URL "${shown}" ends with a query or a fragment`,
      hint: 'Alloy puts a path behind it: take it out',
    };
  if (ownPaths.test(url.pathname))
    return { message: `the URL "${shown}" ends with a path that Alloy adds itself`, hint: `Write ${url.origin}` };
  return undefined;
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** What is before the @ may be a password. */
function withoutUser(text: string): string {
  return text.replace(/^([A-Za-z][A-Za-z0-9+.-]*:)?\/\/[^/@]*@/, '$1//…@');
}
