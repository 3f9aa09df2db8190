/** The options of commands that ask services. */
import type { InferredOptionTypes, Options } from 'yargs';

const group = 'Services:';

export const servicesSpec = {
  config: {
    type: 'string',
    requiresArg: true,
    group,
    describe: 'Read FILE instead of the preflight.yaml of this folder or of one above',
  },
  ca: { type: 'string', requiresArg: true, group, describe: 'Trust the certificates in FILE, too' },
  'token-origin': {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    group,
    describe: 'Send tokens to this origin, such as https://grafana.example (repeatable; or PREFLIGHT_TOKEN_ORIGINS)',
  },
  'test-alert': {
    type: 'boolean',
    default: false,
    group,
    describe: 'Send a message that is marked as a test to --notify, and read it back',
  },
} satisfies Record<string, Options>;

export type ServicesArguments = InferredOptionTypes<typeof servicesSpec> & {
  readonly timeout: number;
  readonly notify?: string | undefined;
};
