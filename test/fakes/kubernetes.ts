/**
 * A fake Kubernetes API server: discovery, and lists with limit and continue, out of lists as kubectl prints them. Source:
 * Kubernetes' documentation, "API concepts" (discovery, retrieving large results sets in chunks) and "Status".
 */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Resource -> its group and version (`v1` is the core), and its kind. */
const known = new Map<string, readonly [group: string, kind: string]>([
  ['nodes', ['v1', 'Node']],
  ['pods', ['v1', 'Pod']],
  ['events', ['v1', 'Event']],
  ['deployments', ['apps/v1', 'Deployment']],
  ['daemonsets', ['apps/v1', 'DaemonSet']],
  ['statefulsets', ['apps/v1', 'StatefulSet']],
  ['applications', ['argoproj.io/v1alpha1', 'Application']],
  ['clusters', ['postgresql.cnpg.io/v1', 'Cluster']],
  ['backups', ['postgresql.cnpg.io/v1', 'Backup']],
]);

export interface FakeKubernetes {
  readonly url: string;
  /** Paths with their queries, in the order in which they were asked for. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface FakeCluster {
  /** Resource -> its objects; a resource that is not there is not installed. `@-60` in them is a minute ago. */
  readonly lists: ReadonlyMap<string, readonly unknown[]>;
  /** How a path is answered instead: a status, `hang`, a page of `html`, or a body that is called JSON. */
  readonly instead?: (path: string) => number | 'hang' | 'html' | { readonly body: string } | undefined;
  /** The only bearer token that is let in. */
  readonly token?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** The lists of a folder of RESOURCE.json, and of the folders after it those that it lacks. */
export function listsOf(...folders: readonly string[]): Map<string, readonly unknown[]> {
  const lists = new Map<string, readonly unknown[]>();
  for (const name of known.keys()) {
    for (const folder of folders) {
      const text = textOf(`${folder}/${name}.json`);
      if (text === undefined) continue;
      lists.set(name, JSON.parse(text).items);
      break;
    }
  }
  return lists;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export async function startFakeKubernetes(cluster: FakeCluster): Promise<FakeKubernetes> {
  const asked: string[] = [];
  const answer: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    asked.push(request.url ?? '');
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body).replaceAll(/"@-(\d+)"/g, (_, seconds) => JSON.stringify(ago(Number(seconds)))));
    };
    const instead = cluster.instead?.(pathname);
    if (instead === 'hang') return;
    if (instead === 'html') return void response.setHeader('content-type', 'text/html').end('<html>Log in');
    if (cluster.token !== undefined && request.headers.authorization !== `Bearer ${cluster.token}`)
      return send(401, failure(401, 'Unauthorized'));
    if (typeof instead === 'object')
      return void response.setHeader('content-type', 'application/json').end(instead.body);
    if (instead !== undefined) return send(instead, failure(instead, pathname));
    const found = discovery(pathname, cluster.lists) ?? page(pathname, searchParams, cluster.lists);
    send(found === undefined ? 404 : 200, found ?? failure(404, 'the server could not find the requested resource'));
  };
  const server = cluster.tls ? createSecureServer(cluster.tls, answer) : createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${cluster.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** A kubeconfig with one context, `name`; only with `current` is it the current one. */
export function kubeconfig(
  name: string,
  url: string,
  { token = 'fake', ca, current = false }: { token?: string; ca?: string; current?: boolean } = {},
): string {
  const cluster = { server: url, ...(ca === undefined ? {} : { 'certificate-authority-data': btoa(ca) }) };
  // JSON is YAML.
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    ...(current ? { 'current-context': name } : {}),
  });
}

function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What an API server says of a failure, with the words that it has for each. */
function failure(code: number, message: string) {
  const reasons = new Map([
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ]);
  const resource = message.split('/').at(-1);
  const words =
    code === 403
      ? `${resource} is forbidden: User "reader" cannot list resource "${resource}" at the cluster scope`
      : message;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: words,
    reason: reasons.get(code),
    code,
  };
}

function discovery(path: string, lists: FakeCluster['lists']): unknown {
  if (path === '/version') return { major: '1', minor: '33', gitVersion: 'v1.33.4+k3s1' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const installed = [...known].filter(([name]) => lists.has(name));
  if (path === '/apis') {
    const names = new Set(installed.flatMap(([, [group]]) => (group === 'v1' ? [] : [group])));
    const groups = [...names].map((groupVersion) => {
      const [name, version] = groupVersion.split('/');
      const versions = [{ groupVersion, version }];
      return { name, versions, preferredVersion: versions[0] };
    });
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  const group = path.replace(/^\/apis?\//, '');
  const resources = installed.filter(([, [own]]) => own === group);
  if (resources.length === 0 || path !== rootOf(group)) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group,
    resources: resources.map(([name, [, kind]]) => {
      return { name, singularName: kind.toLowerCase(), namespaced: name !== 'nodes', kind, verbs: ['get', 'list'] };
    }),
  };
}

function page(path: string, query: URLSearchParams, lists: FakeCluster['lists']): unknown {
  for (const [name, [apiVersion, kind]] of known) {
    const items = lists.get(name);
    if (items === undefined || path !== `${rootOf(apiVersion)}/${name}`) continue;
    const from = Number(query.get('continue') ?? 0);
    const to = from + Number(query.get('limit') ?? items.length);
    const more = to < items.length ? { continue: String(to), remainingItemCount: items.length - to } : {};
    return {
      kind: `${kind}List`,
      apiVersion,
      metadata: { resourceVersion: '1', ...more },
      items: items.slice(from, to),
    };
  }
  return undefined;
}

function rootOf(group: string): string {
  return group === 'v1' ? '/api/v1' : `/apis/${group}`;
}
