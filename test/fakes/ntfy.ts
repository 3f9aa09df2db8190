/**
 * A fake ntfy: takes messages as POST / with JSON, keeps them, and gives them back to who polls. Source: ntfy's
 * documentation, "Publish as JSON" and "Subscribe via API"; server/types.go (apiHealthResponse), server/errors.go.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { badGateway } from './server.ts';

export interface FakeNtfy {
  readonly url: string;
  readonly messages: readonly { readonly path: string; readonly token: string | undefined; readonly body: object }[];
  readonly stop: () => Promise<void>;
}

/**
 * `unhealthy` says so with a status of 200, `forgetful` has no cache, `late` gives no message back to the first five who
 * ask, `starting` does not listen yet, so that what stands before it answers.
 */
export type NtfyForm = 'healthy' | 'unhealthy' | 'forgetful' | 'late' | 'starting';

/** `answer` is the status of what is published, or `hang` for a server that takes it and never answers. */
export async function startFakeNtfy(
  answer: () => number | 'hang' | 'redirect' = () => 200,
  form: NtfyForm = 'healthy',
): Promise<FakeNtfy> {
  const messages: { path: string; token: string | undefined; body: object }[] = [];
  /** A message as ntfy keeps it. */
  const event = (index: number) => ({
    id: `message${index}`,
    time: Math.floor(Date.now() / 1000),
    event: 'message',
    ...(messages[index]?.body ?? {}),
  });
  let looks = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      if (form === 'starting') {
        response.writeHead(502, { 'content-type': 'text/html' }).end(badGateway.body);
        return;
      }
      if (request.method === 'GET') {
        const health = request.url === '/v1/health';
        if (!health) looks++;
        const kept =
          form === 'forgetful' || (form === 'late' && looks <= 5)
            ? []
            : messages.map((_, index) => `${JSON.stringify(event(index))}\n`);
        response.end(health ? JSON.stringify({ healthy: form !== 'unhealthy' }) : kept.join(''));
        return;
      }
      messages.push({ path: request.url ?? '', token: request.headers.authorization, body: JSON.parse(text) });
      const index = messages.length - 1;
      const status = answer();
      if (status === 'hang') return;
      if (status === 'redirect') response.writeHead(307, { location: 'http://127.0.0.1:1/' });
      else response.writeHead(status, { 'content-type': 'application/json' });
      const refusal = { code: Number(`${status}01`), http: status, error: 'refused', link: 'https://ntfy.sh/docs' };
      response.end(JSON.stringify(status === 200 ? event(index) : refusal));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
