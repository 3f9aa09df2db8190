/** Why a file is not judged, whatever its language. Ids of obstacles: obstacle.ts. */
import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';

export const fileRules: readonly RuleText[] = [
  {
    id: 'file.template',
    severity: 'blocker',
    title: 'What is judged is what will be rolled out, not a template of it',
    why: 'What a template becomes is known only once it is rendered: render it, and validate what comes of it. The verdict is undetermined.',
    sources: [ourOwn('validate.md#templates', 'what is judged is what a cluster gets')],
  },
  {
    id: 'file.not-text',
    severity: 'blocker',
    title: 'A file is text in UTF-8',
    why: 'It is binary, UTF-16 or in an older encoding: Alloy takes UTF-8 alone, and of the others nothing is read here. The verdict is undetermined.',
    sources: [
      'grafana/alloy, syntax/scanner/scanner.go',
      ourOwn('file-rules.md#why-a-file-is-not-judged', 'everything is read as UTF-8'),
    ],
  },
  {
    id: 'file.too-large',
    severity: 'blocker',
    title: 'A file has at most 16 MB, and YAML 4 MB',
    why: 'preflight reads no more, and 8 MB of all manifests of one run; of YAML each entry counts as 24 characters at least. The verdict is undetermined.',
    sources: [ourOwn('file-rules.md', 'input may be hostile, and what is read of it has a bound')],
  },
  {
    id: 'file.unreadable',
    severity: 'blocker',
    title: 'A file can be read, and lies in the folder that was named',
    why: 'There is no permission, it is no regular file, or a link leads nowhere or out of the folder. The verdict is undetermined.',
    sources: [
      ourOwn(
        'validate.md#when-something-cannot-be-judged',
        'what cannot be read is not judged, and nothing outside of the folder is read',
      ),
    ],
  },
  {
    id: 'file.yaml',
    severity: 'blocker',
    title: 'A manifest is YAML',
    why: 'Nothing is known of what stands in it, nor whether it matters. The verdict is undetermined.',
    sources: ['YAML 1.2.2', 'kubernetes docs, concepts/overview/working-with-objects'],
  },
];
