import { loadWriter } from '../report/writer.ts';
import { tour } from '../tasks/demo.ts';
import { print } from './output.ts';
import { looksOf } from './terminal.ts';

/** `preflight demo`: what the tool does, on a host that is recorded. 0 when the tour ran. */
export async function runDemoTour(args: { readonly color?: boolean | undefined }): Promise<number> {
  const looks = { ...looksOf(process.stdout, process.env, args.color), verbose: false };
  const { before, module, after } = await tour();
  const writer = await loadWriter('pretty');
  const rule = '─'.repeat(Math.min(looks.width, 100));
  await print(
    [
      heading('1', 'preflight check demo', 'ringtail as it was recorded, over SSH on loopback', rule),
      writer.write(before, looks),
      heading('2', 'preflight nix demo', 'the NixOS module that mends it', rule),
      module,
      heading('3', 'predicted', 'the same checks on the facts as that module would make them', rule),
      writer.write(after, looks),
    ].join('\n'),
  );
  return 0;
}

function heading(step: string, command: string, text: string, rule: string): string {
  return `${rule}\n${step}. ${command}: ${text}\n${rule}\n`;
}
