/** What of the command line says which services are asked, and how. */
import { randomBytes } from 'node:crypto';
import { InputError } from '../base/errors.ts';
import type { CheckRequest } from '../tasks/check.ts';
import { parseNotify } from '../tasks/notify.ts';
import { within } from './options.ts';
import type { ServicesArguments } from './services-options.ts';

/**
 * What gives the services of preflight.yaml; where there need not be any, perhaps none. Throws InputError for options that
 * do not fit, and where packs ask for services that it does not list.
 */
export function servicesFrom(args: ServicesArguments): NonNullable<CheckRequest['services']> {
  if (args['test-alert'] && args.notify === undefined)
    throw new InputError('--test-alert needs to know where its message goes: --notify ntfy:URL/TOPIC.');
  const testAlert =
    args['test-alert'] && args.notify !== undefined
      ? { target: parseNotify(args.notify), message: { mark: randomBytes(6).toString('hex') } }
      : undefined;
  return async (signal, packs) => {
    const { serviceLacking } = await import('../checks/asked-services.ts');
    const { findProject, openProject } = await import('../project/open.ts');
    const project =
      args.config === undefined ? await findProject('.', process.env) : await openProject(args.config, process.env);
    const requests = project?.services ?? [];
    const lacking = serviceLacking(
      packs,
      requests.map(({ kind }) => kind),
    );
    if (lacking !== undefined)
      throw new InputError(
        project
          ? `${project.source.path}: ${lacking}`
          : 'The packs ask for services, and there is no preflight.yaml that names any. Name one: --config FILE.',
      );
    const ask = {
      timeout: within('--timeout', args.timeout, 1, 3600),
      tokenOrigins: args['token-origin'],
      env: process.env,
      signal,
      ...(args.ca === undefined ? {} : { ca: args.ca }),
      ...(testAlert ? { testAlert } : {}),
    };
    return { requests, ask };
  };
}
