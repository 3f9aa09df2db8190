/** What the fake services have in common: an HTTP server on loopback that gives recorded answers. */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for which the body goes on, a byte at a time, before it ends. */
  readonly lasts?: number;
}

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FakeServer {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  readonly stop: () => Promise<void>;
}

/** `hang` answers nothing; `slow` begins an answer and goes on for ever, a byte at a time; `endless` at full speed. */
export type Reply = Recorded | 'hang' | 'slow' | 'endless';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** JSON as these servers write it. */
export function json(value: unknown, status = 200): Recorded {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

export function text(body: string, status = 200): Recorded {
  return { status, type: 'text/plain; charset=utf-8', body };
}

/** What a proxy says of a server that does not listen yet. Source: nginx, its page for 502. */
export const badGateway: Recorded = {
  status: 502,
  type: 'text/html',
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n',
};

/** The metric by which a process says since how many seconds it runs. Source: prometheus/client_golang, process collector. */
export function startedSince(seconds: number): string {
  return `# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${(Date.now() / 1000 - seconds).toExponential()}\n`;
}

/** A server whose answers `reply` gives; what it does not know is a 404. */
export async function startFake(
  reply: (asked: Asked) => Reply | undefined,
  certificate?: Certificate,
): Promise<FakeServer> {
  const asked: Asked[] = [];
  const handle: Parameters<typeof createServer>[1] = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      asked.push({ method, path, headers, body });
      const answer = reply({ method, path, headers, body }) ?? text('404 page not found\n', 404);
      if (answer === 'hang') return;
      const drip = () => {
        const next = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(next));
        return next;
      };
      if (answer === 'slow' || answer === 'endless') {
        response.writeHead(200, { 'content-type': 'application/json' });
        if (answer === 'slow') {
          drip();
          return;
        }
        const pour = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        };
        response.on('drain', pour);
        pour();
        return;
      }
      response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'text/plain', ...answer.headers });
      if (answer.lasts === undefined) {
        response.end(answer.body ?? '');
        return;
      }
      const dripping = drip();
      setTimeout(() => {
        clearInterval(dripping);
        response.end(answer.body ?? '');
      }, answer.lasts);
    });
  };
  const server = certificate ? createSecureServer(certificate, handle) : createServer(handle);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    asked,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** The path without its query. */
export function pathOf({ path }: Asked): string {
  return path.replace(/\?.*$/, '');
}
