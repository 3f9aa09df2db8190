/** 50 services, beside curl of the same URLs. The servers are in this process, so that all share its cores. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFakeLoki } from '../../test/fakes/loki.ts';
import { measure } from './measure.ts';
import { table } from './table.ts';

const count = 50;
const paths = ['/ready', '/loki/api/v1/status/buildinfo', '/services'];

export async function benchServices(preflight: string, folder: string, rounds: number): Promise<void> {
  const fakes = await Promise.all(Array.from({ length: count }, () => startFakeLoki()));
  try {
    const config = join(folder, 'services.yaml');
    const services = fakes.map(({ url }, index) => ({ name: `loki-${index}`, kind: 'loki', url }));
    await writeFile(config, JSON.stringify({ version: 1, services }));
    const urls = fakes.flatMap(({ url }) => paths.map((path) => url + path));
    const rows = await measure(
      [
        { name: `curl, ${urls.length} URLs in parallel`, words: ['curl', '-s', '-Z', '--parallel-max', '50', ...urls] },
        { name: 'node -e 0', words: [process.execPath, '-e', '0'] },
        {
          name: `preflight check --pack stack, ${count} services`,
          words: [process.execPath, preflight, 'check', '-q', '--pack', 'stack', '--config', config],
        },
      ],
      rounds,
    );
    console.log(table(`${count} services`, rows, {}));
  } finally {
    await Promise.all(fakes.map(({ stop }) => stop()));
  }
}
