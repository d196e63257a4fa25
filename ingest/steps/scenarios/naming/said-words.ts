import { placeholderPattern } from '../../../../graph-schema/index.ts';
import type { StoredSource } from '../../../ports.ts';
import { contentTerms } from '../../text-terms.ts';
import { unifyScript } from '../../unify-script.ts';

/** Words with which any matter may be named, whether or not callers say them. */
const generalEnglish = new Set(
  contentTerms(
    'request issue problem dispute complaint inquiry enquiry application information status change update cancellation explanation customer account concern case matter delay error failure missing wrong unable',
  ),
);
const generalChinese =
  '问题 咨询 查询 申请 办理 投诉 争议 异议 处理 情况 客户 业务 进度 原因 失败 异常 错误 要求 申诉 无法 未能 不符 相关 如何 怎么 为何 更改 修改 取消 反馈 纠纷'.split(
    ' ',
  );
const joining = new Set('的与和及或后被未不无再已时前需要求能为因'.split(''));

/** What a group of calls says, as words of a name are looked up in it. */
export interface SaidWords {
  /** The name's content in pieces, in order; null: a word of it was said in too few calls. */
  piecesOf(name: string): readonly NamePiece[] | null;
}

export interface NamePiece {
  readonly text: string;
  /** Said in the calls; else it is a general word or joins others. */
  readonly said: boolean;
}

/** Reads what calls say; a word counts that at least `least` of them say, whoever says it. */
export function saidWords(calls: readonly StoredSource[], least: number): SaidWords {
  const texts = calls.map(({ segments }) =>
    unifyScript(segments.map(({ text }) => text.replace(placeholderPattern, '\n')).join('\n')),
  );
  const terms = new Map<string, number>();
  for (const text of texts) for (const term of new Set(contentTerms(text))) terms.set(term, (terms.get(term) ?? 0) + 1);
  const isSaid = (piece: string) => {
    let calls = 0;
    for (const text of texts) if (text.includes(piece) && ++calls >= least) return true;
    return false;
  };

  const englishPieces = (words: string): NamePiece[] | null => {
    const pieces: NamePiece[] = [];
    for (const word of words.match(/[A-Za-z]+(?:['’][a-z]+)?/g) ?? []) {
      const [term] = contentTerms(word);
      const said = term !== undefined && (terms.get(term) ?? 0) >= least;
      if (term !== undefined && !said && !generalEnglish.has(term)) return null;
      pieces.push({ text: word, said });
    }
    return pieces;
  };

  return {
    piecesOf(name) {
      const pieces: NamePiece[] = [];
      for (const [run] of unifyScript(name).matchAll(/\p{Script=Han}+|[A-Za-z][A-Za-z'’ -]*/gu)) {
        const own = /\p{Script=Han}/u.test(run) ? chinesePieces(run, isSaid) : englishPieces(run);
        if (!own) return null;
        pieces.push(...own);
      }
      return pieces;
    },
  };
}

const longestPiece = 8;

/** Cuts a run of Chinese into as few pieces as possible that were said, or are general words; null: it cannot be. */
function chinesePieces(run: string, isSaid: (piece: string) => boolean): NamePiece[] | null {
  const best: ({ readonly pieces: readonly NamePiece[] } | undefined)[] = [{ pieces: [] }];
  for (let end = 1; end <= run.length; end++) {
    for (let start = Math.max(0, end - longestPiece); start < end; start++) {
      const before = best[start];
      if (!before || (best[end]?.pieces.length ?? Number.POSITIVE_INFINITY) <= before.pieces.length + 1) continue;
      const text = run.slice(start, end);
      const said = text.length > 1 && isSaid(text);
      if (said || generalChinese.includes(text) || joining.has(text))
        best[end] = { pieces: [...before.pieces, { text, said }] };
    }
  }
  return best[run.length] ? [...(best[run.length]?.pieces ?? [])] : null;
}
