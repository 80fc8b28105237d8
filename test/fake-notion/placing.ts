import type { Page } from './model.js';
import { plain } from './model.js';
import type { Random } from './random.js';
import type { EditableWorkspace } from './workspace-editor.js';

const FIRST = Date.UTC(2024, 0, 1);
const LAST = Date.UTC(2026, 0, 1);

/** Directly in the page, or inside a toggle or a column of it: then its parent is a block. */
export function parentIn(
  workspace: EditableWorkspace,
  random: Random,
  holder: Page,
): { type: 'page' | 'block'; id: string } {
  if (random.chance(0.75)) return { type: 'page', id: holder.id };
  const id = random.uuid();
  const container = random.chance(0.5)
    ? { type: 'toggle' as const, id, text: [plain('More')] }
    : {
        type: 'column_list' as const,
        children: [
          { type: 'column' as const, id },
          { type: 'column' as const, children: [{ type: 'paragraph' as const, text: [plain('Beside it.')] }] },
        ],
      };
  holder.blocks.push(...workspace.build([container], holder.id, holder.id));
  return { type: 'block', id };
}

/** `progress` in [0, 1]: what comes later was made later. */
export function randomTimes(random: Random, progress: number): { created_time: number; last_edited_time: number } {
  const created_time = FIRST + Math.floor((LAST - FIRST) * 0.9 * progress) + random.below(86_400_000);
  const last_edited_time = created_time + Math.floor((LAST - created_time) * random.next() ** 2);
  return { created_time, last_edited_time };
}

const SUBJECTS = [
  'Roadmap',
  'Interview',
  'Budget',
  'Onboarding',
  'Retro',
  'Launch',
  'Research',
  'Notes',
  'Plan',
  'Review',
];
const SCOPES = ['Q1', 'Q2', 'Berlin', 'Mobile', 'Platform', 'Hiring', 'Brand', 'Sales', 'Ops', 'Data'];

/** Few words, so that many titles are the same. */
export function titleOf(random: Random): string {
  const title = `${random.pick(SUBJECTS)} ${random.pick(SCOPES)}`;
  return random.chance(0.05) ? `${title} [draft] <v2> *new* & "old"` : title;
}
