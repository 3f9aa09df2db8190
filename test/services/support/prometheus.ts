/** A real Prometheus and a real node exporter on free ports of loopback, with a folder of textfiles. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { temporaryFolder } from '../../support/files.ts';
import { findProgram } from '../../support/needs.ts';

export interface Monitored {
  readonly url: string;
  /** Of the exporter. */
  readonly instance: string;
  readonly textfiles: string;
  readonly stopExporter: () => Promise<void>;
  /** Waits until an instant query gives what `accept` takes, for 20 s at most. */
  readonly until: (query: string, accept: (values: readonly number[]) => boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startPrometheus({ remoteWrite }: { readonly remoteWrite: boolean }): Promise<Monitored> {
  const folder = await temporaryFolder({ 'textfiles/backup.prom': 'backup_last_success 1\n' });
  const [port, exporterPort] = [await freePort(), await freePort()];
  const instance = `127.0.0.1:${exporterPort}`;
  await folder.write({
    'prometheus.yml': `global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs: [{ job_name: node, static_configs: [{ targets: ['${instance}'] }] }]\n`,
  });
  const exporter = run('prometheus-node-exporter', [
    `--web.listen-address=${instance}`,
    '--collector.disable-defaults',
    '--collector.textfile',
    `--collector.textfile.directory=${join(folder.path, 'textfiles')}`,
  ]);
  const server = run('prometheus', [
    `--config.file=${join(folder.path, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder.path, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...(remoteWrite ? ['--web.enable-remote-write-receiver'] : []),
  ]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    instance,
    textfiles: join(folder.path, 'textfiles'),
    stopExporter: () => ended(exporter),
    until: async (query, accept) => {
      for (let tries = 0; tries < 200; tries++) {
        const values = await valuesOf(url, query).catch(() => undefined);
        if (values && accept(values)) return;
        await wait(100);
      }
      throw new Error(`${query} did not become what it should`);
    },
    stop: async () => {
      await Promise.all([ended(exporter), ended(server)]);
      await folder.remove();
    },
  };
}

async function valuesOf(url: string, query: string): Promise<number[]> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result.map(({ value: [, text] }) => Number(text));
}

function run(program: string, words: readonly string[]): ChildProcess {
  return spawn(findProgram(program) ?? program, words, { stdio: 'ignore' });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill();
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
