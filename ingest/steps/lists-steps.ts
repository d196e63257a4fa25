import { type ListEntry, markdownBlocks } from './markdown-blocks.ts';

// How an instruction begins in Chinese besides a plain verb: 先…, 请…, 若…则…
const chineseLead =
  /^(?:请|請|先|再|然后|然後|最后|最後|首先|立即|必须|必須|应当|應當|应|應|需|须|須|不得|若|如|当|當|由|向|将|將|把|对|對|为|為|按|根据|根據)/;
const chineseVerb =
  /^(?:.{0,6}?)(?:核|查|确|確|登|记|記|填|写|寫|提|交|转|轉|通|告|说|說|询|詢|问|問|联|聯|安抚|安撫|打|点|點|选|選|输|輸|验|驗|审|審|办|辦|受理|开|開|关|關|收|发|發|上传|上傳|下载|下載|登录|登錄|签|簽|复|複|回|报|報|处|處|解释|解釋|说明|說明|提醒|引导|引導|评估|評估|冻|凍|解|退|补|補|更新|设置|設置|使用|检|檢|保存|完成|进入|進入|添加|删除|刪除|创建|創建|安排|跟进|跟進|等待|结束|結束|接|拒|分|汇|匯)/;
// Words that open a statement rather than an instruction in English.
const englishStatement =
  /^(?:the|a|an|this|that|these|those|it|its|they|their|you|your|we|our|he|she|there|is|are|was|were|has|have|all|any|each|every|no|some|most|many|both|customers?|accounts?|fees?|users?|yes|and|or|but|of|in|on|at|for|from|with|as|by|\d)\b/i;

/** Whether the list entry reads as something to do. */
function isInstruction(entry: ListEntry): boolean {
  const text = entry.own.text.replace(/^[*_"“「]+/, '').trim();
  if (/^\p{Script=Han}/u.test(text)) return chineseLead.test(text) || chineseVerb.test(text);
  const head = /^(?:(?:if|when|once|unless|after|before|for)\b[^,]{3,160}, (?:then )?)?([A-Za-z][\w'-]*)/i.exec(text);
  return head !== null && !englishStatement.test(head[1] ?? '') && !/^[A-Z]\w+:\s*\S+$/.test(text);
}

/** Whether the text holds an ordered list of three or more things to do, most entries being such. */
export function listsSteps(text: string): boolean {
  if (!/^\s*(?:\d{1,2}[.、)．]|第.步|[（(]\d)/m.test(text)) return false;
  return markdownBlocks(text).some((block) => {
    if (block.type !== 'list' || !block.ordered || block.entries.length < 3) return false;
    const instructions = block.entries.filter(isInstruction).length;
    return instructions >= 3 && instructions * 2 > block.entries.length;
  });
}
