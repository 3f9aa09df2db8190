/** What it costs to judge a cluster of 200 pods, beside kubectl that lists the same objects. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfig, listsOf, startFakeKubernetes } from '../../test/fakes/kubernetes.ts';
import { missing } from '../../test/support/needs.ts';
import { measure } from './measure.ts';
import { table } from './table.ts';

const count = 200;
const fixtures = 'test/host/fixtures/kubernetes';
/** As the probe asks for them. */
const resources = [
  'nodes',
  'pods',
  'events',
  'deployments.apps,daemonsets.apps,statefulsets.apps',
  'applications.argoproj.io',
  'clusters.postgresql.cnpg.io',
  'backups.postgresql.cnpg.io',
];

/** Prints the table. `preflight` is the built command, `folder` a place for files. */
export async function benchCluster(preflight: string, folder: string, rounds: number): Promise<void> {
  if (missing('kubectl').length > 0) return console.log('## A cluster of 200 pods\n\nLeft out: there is no kubectl.\n');
  const lists = listsOf(`${fixtures}/crashloop`, `${fixtures}/healthy`);
  const pods = lists.get('pods') ?? [];
  const many = Array.from({ length: count }, (_, index) => pods[index % pods.length]);
  const server = await startFakeKubernetes({ lists: new Map([...lists, ['pods', many]]) });
  const config = join(folder, 'kubeconfig');
  await writeFile(config, kubeconfig('bench', server.url));
  process.env.KUBECONFIG = config;
  const get = (names: string) => `kubectl --context=bench get ${names} --all-namespaces -o json`;
  const check = [process.execPath, preflight, 'check', '--quiet', '--no-active', '--pack', 'platform'] as const;
  const rows = await measure(
    [
      { name: 'kubectl get, one after another', words: ['sh', '-c', resources.map(get).join('; ')] },
      { name: 'kubectl get, all at once', words: ['sh', '-c', `${resources.map(get).join(' & ')} & wait`] },
      { name: 'kubectl get pods', words: ['sh', '-c', get('pods')] },
      { name: 'preflight check --kube-context, 200 pods', words: [...check, '--kube-context', 'bench'], codes: [1] },
    ],
    rounds,
  );
  await server.stop();
  console.log(table(`A cluster of ${count} pods`, rows, {}));
}
