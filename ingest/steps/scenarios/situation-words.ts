import { isRequest } from './sentences.ts';

const chineseLead =
  /^(?:您好|你好|是来问|是來問|是想问|是想問|喂|哎|唉|嗯+|呃+|啊|哦|那个|那個|就是说?|就是說|然后|然後|所以|但是|可是|因为|因為|不过|不過|而且|那么?|那麼|另外|还有|還有|其实|其實|反正|我想(?:要|请|請)?(?:咨询|諮詢|问问|問問|问一?下|問一?下|了解|问|問|查一?下|请教|請教)?一?下?|想(?:咨询|諮詢|问一?下|問一?下|问问|問問|问|問)|我要(?:投诉|投訴)?|请问一?下?|請問一?下?|麻烦(?:您|你)?|麻煩(?:您|你)?|请(?:您|你)?|請(?:您|你)?|帮我(?:看看|看一?下)?|幫我(?:看看|看一?下)?|能不能|可不可以|我(?:的|今天|昨天|刚刚|刚才|剛剛|剛才|现在|現在|这边|這邊)|我(?!们|們|[家爸妈媽父母爷爺奶哥弟姐姊妹妻夫儿兒女孙孫叔婶嬸姑姨舅公婆老岳嫂外]|丈夫|太太|先生|孩子|小孩|亲戚|親戚|朋友|同事|同学|同學|对象|對象|媳妇|媳婦|闺女|閨女|男友|女友)(?=.{4}))\s*/;
const chineseTail =
  /(?:行不行|好不好|可以吗|可以嗎|谢谢(?:您|你)?|謝謝(?:您|你)?|[呢啊吧呀嘛吗嗎]|(?<!来|來)的|(?<![不得])了)$/;

const englishLead =
  /^(?:(?:hi|hello|hey|yes|yeah|yep|no|ok|okay|oh|um+|uh+|er|so|well|and|but|because|also|actually|basically|just|like|please|maybe|alright|right|then|now|today)\b|(?:hi|good) (?:there|morning|afternoon|evening)\b|i(?:'m| am|’m|'ve been| was) (?:just )?(?:calling|wondering|hoping|looking|trying|ringing)(?: today)?(?: (?:about|because|to|for|in|if|whether|regarding|you could|you can|i could|i can|and))*\b|i(?:'d|’d| would) (?:also |really |just )?like (?:(?:to|you to)(?: know| see| ask)?|some help)(?: (?:if|about|whether|how))*\b|i (?:also |just |really )?(?:want|wanted|need|needed|have|had) (?:to|you to)(?: (?:know|ask|see if))?(?: (?:if|about|whether))*\b|(?:can|could|would|will) (?:you|i|we)(?: please| just| also| maybe)*\b|(?:are you|would you be) able to\b|(?:help|assist) me(?: out)?(?: (?:to|with))*\b|you (?:could|can|would)\b(?!['’])|i (?:could|can)\b(?!['’])|tell me\b|let me know\b|be able to\b|go ahead and\b|i think\b|i guess\b|to (?=[a-z]))[\s,]*/i;
const englishTail = /\b(?:please|for me|thank you|thanks|as well|today|too|right now|or something|you know)$/i;

/** A clause without what customers say before and after the matter itself; may be empty. */
export function matterWords(clause: string): string {
  const lead = /\p{Script=Han}/u.test(clause) ? chineseLead : englishLead;
  const tail = /\p{Script=Han}/u.test(clause) ? chineseTail : englishTail;
  let text = clause.trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(lead, '').replace(tail, '').trim();
  }
  return text;
}

// What a clause must say, besides what any request says, to be about a matter: a question, or what does not work.
const asked =
  /哪|什么|什麼|多少|[吗嗎]|是不是|有没有|有沒有|会不会|會不會|要不要|能不能|为何|為何|^(?:how|what|where|when|which|who|whose|why|is|are|was|were|do|does|did|have|has|will|can|could|should)\b/iu;
const wrong =
  /不了|不上|不出|不到|不成|不动|不動|没法|沒法|没能|沒能|没成|沒成|没反应|沒反應|没通过|沒通過|没显示|沒顯示|没更新|沒更新|无法|無法|不能|不让|不讓|失败|失敗|错|錯|丢|丟|掉了|异常|異常|\b(?:not|cannot|no longer|unable|declined|lost|stolen|wrong|missing|block(?:ed)?|locked|frozen|fail(?:s|ed)?|errors?|reject(?:ed)?|refused|expired|overdue|twice|delayed|broken|incorrect)\b|n['’]t\b/iu;

/** Whether a clause, with what leads up to the matter, asks for something or says what went wrong; more than a question mark must. */
export function saysMatter(clause: string): boolean {
  const plain = clause.replace(/[?？]/g, '').trim();
  return isRequest(plain) || asked.test(plain) || wrong.test(plain);
}
