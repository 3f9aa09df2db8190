/** What GitHub Actions offers to a step of a job: commands in its log, and a page that sums the job up. */
import { appendFile } from 'node:fs/promises';
import { OutputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import type { WriteOptions } from '../report/format.ts';
import { loadWriter } from '../report/writer.ts';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** Whether the log is read by GitHub. Runners of Forgejo and Gitea say GITHUB_ACTIONS, too, and ignore commands. */
export function isGitHub(env: Environment): boolean {
  return env.GITHUB_ACTIONS === 'true' && env.FORGEJO_ACTIONS !== 'true' && env.GITEA_ACTIONS !== 'true';
}

/** Adds the report to the summary of the job, where the runner takes one. Throws OutputError. */
export async function addJobSummary(report: Report, options: WriteOptions, env: Environment): Promise<void> {
  const path = env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '' || !isGitHub(env)) return;
  try {
    await appendFile(path, (await loadWriter('markdown')).write(report, options));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OutputError(`${path}: the summary of the job could not be written (${code}).`, { cause: error });
  }
}
