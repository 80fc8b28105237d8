import type { BlockDraft } from '../../fake-notion/model.js';
import { plain } from '../../fake-notion/model.js';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';

export const PAGE = '11111111-1111-4111-8111-111111111111';
export const OTHER = '22222222-2222-4222-8222-222222222222';
export const DATABASE = '33333333-3333-4333-8333-333333333333';
export const SOURCE = '44444444-4444-4444-8444-444444444444';
export const CREATED = Date.UTC(2026, 0, 1, 10, 0, 59, 999);

/** Two pages at the top, one with these blocks and a database of one data source in it. */
export function smallWorkspace(...blocks: BlockDraft[]): EditableWorkspace {
  const workspace = new EditableWorkspace({ clock: () => Date.UTC(2026, 1, 1) });
  workspace.addPage({ id: OTHER, title: 'Other', created_time: CREATED });
  workspace.addPage({ id: PAGE, title: 'Page', blocks, created_time: CREATED });
  workspace.addDatabase({
    id: DATABASE,
    title: 'Tasks',
    description: [plain('All of them')],
    parent: { type: 'page', id: PAGE },
    created_time: CREATED,
    data_sources: [
      {
        id: SOURCE,
        schema: [
          { id: 'a@:b', name: 'Related', type: 'relation', data_source_id: SOURCE, synced_property_id: null },
          { id: 'text', name: 'Text', type: 'rich_text' },
          { id: 'who', name: 'Who', type: 'people' },
          { id: 'done', name: 'Done', type: 'checkbox' },
        ],
      },
    ],
  });
  return workspace;
}

/** Rows made a minute apart. */
export function addRows(workspace: EditableWorkspace, count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) =>
      workspace.addPage({
        title: `Row ${i}`,
        parent: { type: 'data_source', id: SOURCE },
        created_time: CREATED + i * 60_000,
      }).id,
  );
}
