// Surnames of mainland China, Hong Kong and Taiwan by frequency, both scripts; characters that are function words in
// speech far more often than surnames are left to the cues that only a name can follow.
const single =
  '王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘鍾汪田任姜范範方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦蘆季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢路岳齐齊沿梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋晉苑邬鄔臧畅暢宫宮苟全褚廉简簡娄婁盖蓋符奚木穆党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩鞏稽井练練仲乐樂虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧桑荆荊谌諶银銀扬揚明沙薄伏岑习習胥保和蔺藺邝鄺阚闞麦麥岑佘敬仝荀逯幸宦茅丰豐';
const compound = [
  '欧阳',
  '歐陽',
  '司马',
  '司馬',
  '上官',
  '诸葛',
  '諸葛',
  '东方',
  '東方',
  '皇甫',
  '尉迟',
  '尉遲',
  '公孙',
  '公孫',
  '慕容',
  '令狐',
  '司徒',
  '轩辕',
  '軒轅',
  '夏侯',
  '长孙',
  '長孫',
  '宇文',
  '端木',
  '南宫',
  '南宮',
  '申屠',
  '澹台',
];
const doubtful = new Set(
  '于方高金白安万萬全和时時向任成常解包单單关關车車路房费費都明来來连連计計谈談应應原官司位查商保温溫文石马馬江田花武游管项項强強简簡华華党木米古木银銀景台阳陽沿席边邊池曲章封盛景易冷习習'.split(
    '',
  ),
);

const surnames = new Set(single.split(''));
const compounds = new Set(compound);

/** Length of the surname that the text begins with at `i`: 2, 1, or 0 for none. */
export function surnameLength(text: string, i: number): 0 | 1 | 2 {
  if (compounds.has(text.slice(i, i + 2))) return 2;
  return surnames.has(text[i] ?? '') ? 1 : 0;
}

/** Whether the surname is also a common word, so that it needs more than a weak cue. */
export function isDoubtfulSurname(surname: string): boolean {
  return doubtful.has(surname);
}
