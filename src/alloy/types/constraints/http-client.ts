import type { Span } from '../../../base/text.ts';
import type { Body } from '../../catalogue/view.ts';
import { remark, type Walk } from '../../walk.ts';
import { constantAt, fillOf, headOf, type Written } from '../written.ts';

/** Source of all: grafana/alloy, internal/component/common/config/types.go. */
const ways = ['basic_auth', 'authorization', 'oauth2', 'bearer_token', 'bearer_token_file'];

const kinds = new WeakMap<Body, Kind>();
type Kind = 'client' | 'basic' | 'authorization' | 'tls' | 'oauth2' | 'other';

/** The rules of an HTTP client: at most one way to authenticate, and each credential from one place. */
export function checkHttpClient(walk: Walk, shape: Body, written: Written): void {
  const kind = kindOf(walk, shape);
  switch (kind) {
    case 'client':
      exclusive(walk, written, ways);
      break;
    case 'basic':
      exclusive(walk, written, ['password', 'password_file']);
      break;
    case 'authorization': {
      exclusive(walk, written, ['credentials', 'credentials_file']);
      const type = constantAt(written, 'type');
      if (typeof type === 'string' && type.trim().toLowerCase() === 'basic')
        remark(walk, written.attributes.get('type')?.value ?? headOf(written.block), {
          rule: 'alloy.bad-value',
          message: 'the type of an authorization cannot be "basic"',
          hint: 'Use a basic_auth block',
        });
      break;
    }
    case 'tls':
      checkTls(walk, written);
      break;
    case 'oauth2':
      exclusive(walk, written, ['client_secret', 'client_secret_file']);
      for (const name of ['client_id', 'token_url']) needed(walk, written, [name]);
      needed(walk, written, ['client_secret', 'client_secret_file']);
      break;
  }
  if (kind === 'client' || kind === 'oauth2') checkProxy(walk, written);
}

function kindOf(walk: Walk, shape: Body): Kind {
  const known = kinds.get(shape);
  if (known) return known;
  const definitions = {
    basic: 'BasicAuth',
    authorization: 'Authorization',
    tls: 'TLSConfig',
    oauth2: 'OAuth2Config',
  } as const;
  const isClient =
    shape.args.has('bearer_token_file') && ways.every((way) => shape.args.has(way) || shape.blocks.has(way));
  let kind: Kind = isClient ? 'client' : 'other';
  for (const name of ['basic', 'authorization', 'tls', 'oauth2'] as const)
    if (shape.raw === walk.view.catalogue.definition(`config.${definitions[name]}`)) kind = name;
  kinds.set(shape, kind);
  return kind;
}

/** At most one of them may have a value. */
function exclusive(walk: Walk, written: Written, names: readonly string[]): void {
  const filled = names.filter((name) => fillOf(written, name) !== 'empty');
  if (filled.length < 2) return;
  const places = filled.map((name) => ({ name, at: placeOf(written, name) }));
  const { name, at } = places.reduce((last, place) => (place.at.start > last.at.start ? place : last));
  const sure = filled.filter((name) => fillOf(written, name) === 'set').length > 1;
  remark(walk, at, {
    rule: 'alloy.exclusive',
    severity: sure ? 'blocker' : 'warning',
    message: `at most one of ${names.join(', ')} may be given, here are ${filled.join(' and ')}`,
    hint: sure ? undefined : 'Alloy refuses it when more than one turns out not to be empty',
    name,
  });
}

function placeOf(written: Written, name: string): Span {
  const block = written.blocks.get(name)?.[0];
  return block ? headOf(block) : (written.attributes.get(name)?.name ?? headOf(written.block));
}

/** One of them must have a value. */
function needed(walk: Walk, written: Written, names: readonly string[]): void {
  if (written.misspelled || names.some((name) => fillOf(written, name) !== 'empty')) return;
  remark(walk, headOf(written.block), {
    rule: 'alloy.missing-attribute',
    message: `${names.map((name) => `"${name}"`).join(' or ')} must be given and not be empty`,
    name: names[0] ?? '',
  });
}

function checkTls(walk: Walk, written: Written): void {
  for (const kind of ['ca', 'cert', 'key']) exclusive(walk, written, [`${kind}_pem`, `${kind}_file`]);
  const has = (kind: string): boolean =>
    fillOf(written, `${kind}_pem`) !== 'empty' || fillOf(written, `${kind}_file`) !== 'empty';
  if (has('cert') && !has('key')) needed(walk, written, ['key_pem', 'key_file']);
  if (has('key') && !has('cert')) needed(walk, written, ['cert_pem', 'cert_file']);
}

function checkProxy(walk: Walk, written: Written): void {
  const fill = (name: string) => fillOf(written, name);
  const say = (name: string, message: string): void =>
    remark(walk, written.attributes.get(name)?.name ?? headOf(written.block), {
      rule: 'alloy.exclusive',
      message,
      name,
    });
  if (fill('proxy_from_environment') === 'set') {
    for (const name of ['proxy_url', 'no_proxy'])
      if (fill(name) === 'set') say(name, `"${name}" cannot be given together with "proxy_from_environment"`);
  } else if (fill('proxy_from_environment') === 'empty' && !written.attributes.has('proxy_url')) {
    if (fill('no_proxy') === 'set') say('no_proxy', '"no_proxy" needs "proxy_url"');
    if (fill('proxy_connect_header') === 'set')
      say('proxy_connect_header', '"proxy_connect_header" needs "proxy_url" or "proxy_from_environment"');
  }
}
