/** Scripts of content blocks, each loaded with the first page that has such a block (decision 22). */

/**
 * Adds the behaviour of a block, which can be read without it, to the blocks of a page that is not shown yet. Returns what is
 * left to do once it is.
 */
export type Behaviour = (page: ParentNode) => (() => void) | void;

declare global {
  interface Window {
    /** What each `block-<name>.js` provides, by block. */
    courseBlocks?: Record<string, Behaviour>;
  }
}

export function provideBlock(name: string, behaviour: Behaviour): void {
  window.courseBlocks = { ...window.courseBlocks, [name]: behaviour };
}
