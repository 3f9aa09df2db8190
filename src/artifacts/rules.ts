/** Why a file is not judged, whatever its language. Ids of obstacles: obstacle.ts. */
import type { RuleText } from '../base/rule-text.ts';

export const fileRules: readonly RuleText[] = [
  {
    id: 'file.template',
    severity: 'blocker',
    title: 'What is judged is what will be rolled out, not a template of it',
    why: 'What a template becomes is known only once it is rendered: render it, and validate what comes of it. The verdict is undetermined.',
  },
  {
    id: 'file.not-text',
    severity: 'blocker',
    title: 'A file is text in UTF-8',
    why: 'It is binary, UTF-16 or in an older encoding, and no program of the rollout would read it either. The verdict is undetermined.',
  },
  {
    id: 'file.too-large',
    severity: 'blocker',
    title: 'A file has at most 16 MB, and YAML 4 MB',
    why: 'preflight reads no more, and 8 MB of all manifests of one run; of YAML each entry counts as 24 characters at least. The verdict is undetermined.',
  },
  {
    id: 'file.unreadable',
    severity: 'blocker',
    title: 'A file can be read, and lies in the folder that was named',
    why: 'There is no permission, it is no regular file, or a link leads nowhere or out of the folder. The verdict is undetermined.',
  },
  {
    id: 'file.yaml',
    severity: 'blocker',
    title: 'A manifest is YAML',
    why: 'Nothing is known of what stands in it, nor whether it matters. The verdict is undetermined.',
  },
];
