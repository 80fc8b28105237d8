import { neighbourhood, type GraphModel } from './model.js';

/** Everything a reader has switched, pointed at or picked. */
export interface ViewState {
  hovered: string | null;
  selected: string | null;
  hiddenKinds: ReadonlySet<string>;
  /** Empty: all groups. */
  groups: ReadonlySet<number | null>;
}

export type ViewAction =
  | { type: 'hover'; node: string | null }
  | { type: 'select'; node: string | null }
  | { type: 'toggle_kind'; kind: string }
  | { type: 'toggle_group'; group: number | null }
  | { type: 'clear_groups' }
  /** A new version: what is gone cannot stay picked. */
  | { type: 'model'; model: GraphModel };

export const INITIAL_VIEW: ViewState = { hovered: null, selected: null, hiddenKinds: new Set(), groups: new Set() };

export function reduceView(state: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case 'hover':
      return state.hovered === action.node ? state : { ...state, hovered: action.node };
    case 'select':
      return state.selected === action.node ? state : { ...state, selected: action.node };
    case 'toggle_kind':
      return { ...state, hiddenKinds: toggled(state.hiddenKinds, action.kind) };
    case 'toggle_group':
      return { ...state, groups: toggled(state.groups, action.group) };
    case 'clear_groups':
      return state.groups.size === 0 ? state : { ...state, groups: new Set() };
    case 'model': {
      const { nodes, groups, kinds } = action.model;
      const known = new Set(groups.map((group) => group.group));
      const knownKinds = new Set(kinds.map((kind) => kind.kind));
      return {
        hovered: null,
        selected: state.selected !== null && nodes.has(state.selected) ? state.selected : null,
        hiddenKinds: new Set([...state.hiddenKinds].filter((kind) => knownKinds.has(kind))),
        groups: new Set([...state.groups].filter((group) => known.has(group))),
      };
    }
  }
}

/** What stands out: the pointed-at (else the picked) node with its neighbours, or null when nothing does. */
export interface Focus {
  centre: string;
  nodes: ReadonlySet<string>;
}

export function focusOf(model: GraphModel, state: ViewState): Focus | null {
  const centre = state.hovered ?? state.selected;
  if (centre === null || !model.nodes.has(centre)) return null;
  return { centre, nodes: neighbourhood(model, centre, state.hiddenKinds) };
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
