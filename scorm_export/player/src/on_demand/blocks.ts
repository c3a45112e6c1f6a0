/** What a block of a text does in the page, in a script of its own that comes with the first page that has one (decision 22). */

/** Makes the blocks of a page, which can be read without it, do what they do. */
export type Behaviour = (page: ParentNode) => void;

declare global {
  interface Window {
    /** By the names of the blocks: what each `block-<name>.js` brings. */
    courseBlocks?: Record<string, Behaviour>;
  }
}

export function provideBlock(name: string, behaviour: Behaviour): void {
  window.courseBlocks = { ...window.courseBlocks, [name]: behaviour };
}
