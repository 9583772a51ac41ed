"""The same words in other languages: Norwegian, Swedish, Danish, German and others that a server may speak. Pure."""

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases, in capital or small letters, at every line's beginning."""
    return re.compile("|".join(phrases), re.IGNORECASE | re.MULTILINE)


GONE = (
    r"uk(?:jent|jend|endt) (?:mottaker|mottakar|modtager|bruker|brukar|bruger|adresse|postboks|domene|domæne)",
    r"(?:finnes|findes|finns|eksisterer|existerar) (?:ikke|inte)|finst ikkje",
    r"ikke (?:ble |blei |blev )?f[uo]n[dn]et|ikkje (?:vart |blei )?funne",
    r"kunne ikke fin[dn]e[st]?|kunde inte hittas|hittades inte|hittar inte",
    r"fant (?:ikke|ikkje) (?:\S{1,60} )?\S{0,10}(?:adress(?:en?|a)|mottak[ea]ren?|bruk[ea]ren?|domenet)\b",
    (
        r"\b(?!avsend|sendar)\S{0,10}(?:adress(?:en?|a)|kontoen|post(?:boks|kass)(?:en|a)|mottak[ea]ren?|modtageren"
        r"|bruk[ea]ren?|brugeren|domenet|domænet) (?:\S{1,60} )?er (?:nå |no )?(?:ukjen[td]|ukendt|ugyldig|lagt ned"
        r"|lagd ned|nedlagt|slett[ea]t?|fjern[ea]t?|(?:ikke|ikkje) (?:lenger |lengre |længere )?i bruk)"
    ),
    r"okänd (?:mottagare|användare|adress|domän)",
    r"ugyldig (?:mottaker|mottakar|modtager|adresse|e-?post)|ogiltig (?:mottagar|adress|e-?post)",
    (
        r"(?:existiert|existieren) nicht|(?:benutzer|empfänger|adresse|postfach|konto|mailbox|domain)\S{0,40} "
        r"(?:\S{1,60} ){0,3}?(?:unbekannt|ungültig|nicht (?:bekannt|gefunden|vorhanden))"
    ),
    r"unbekannte[rns]? (?:benutzer|empfänger|adresse|domain)|(?:nicht|konnte nicht) gefunden|gibt es nicht",
    (
        r"n.exist(?:e|ent) (?:pas|plus)|(?:utilisateur|destinataire|adresse|compte|boîte|domaine)\S{0,40} "
        r"(?:\S{1,60} ){0,8}?(?:inconnue?|introuvable|invalide|inexistante?)"
    ),
    r"n.a pas (?:pu être|été) trouvée?|aucun (?:utilisateur|compte)",
    (
        r"no existe|(?:usuario|destinatario|dirección|cuenta|buzón|dominio)\S{0,40} (?:\S{1,60} ){0,3}?"
        r"(?:desconocid[oa]|inexistente|no encontrad[oa]|no (?:es )?válid[oa]|inválid[oa])"
    ),
    r"no se (?:ha podido encontrar|ha encontrado|encontró|encuentra|pudo encontrar)",
    (
        r"non esiste|inesistente|(?:utente|destinatario|indirizzo|casella|account|dominio)\S{0,40} (?:\S{1,60} ){0,3}?"
        r"(?:sconosciut[oa]|non (?:è )?(?:stat[oa] )?(?:trovat[oa]|valid[oa]))"
    ),
    (
        r"não existe|(?:usuário|utilizador|destinatário|endereço|conta|caixa|domínio)\S{0,40} (?:\S{1,60} ){0,3}?"
        r"(?:desconhecid[oa]|inexistente|não (?:foi )?encontrad[oa]|inválid[oa])"
    ),
    r"nessun utente|neexistuje|nem létezik|bulunamadı|nu există|ei (?:leitud|eksisteeri)|не існує|δεν υπάρχει",
    r"er ekki til|fannst ekki|(?:tundmatu|neznám[ýá]|ismeretlen) \S{4,20}|không tồn tại|ไม่พบ",
    r"bestaat niet|niet gevonden|onbekende? (?:gebruiker|ontvanger|adres)|ongeldig (?:e-?mail)?adres",
    r"nie istnieje|nie znaleziono|nieznany (?:użytkownik|odbiorca|adres)|nieprawidłowy adres",
    r"ei löydy|ei löytynyt|ei ole olemassa|tuntematon (?:vastaanottaja|käyttäjä)",
    r"не существует|не найден|не зарегистрирован|несуществующ|неизвестн\w{2,3} (?:пользовател|получател|адрес|домен)",
    r"(?:пользовател|получател|адрес|ящик)\w{0,3} неизвест|нет так(?:ого|ой) (?:пользователя|ящика|адреса)",
    r"такого (?:пользователя|ящика|адреса) нет",
    r"(?:見つかり|みつかり)ません|見つからない|存在し(?:ません|ない)|存在致しません|宛先不明|リストにありません|登録されていません|不明な?(?:ユーザ|宛先|アドレス)",
    r"(?:ユーザ|宛先|アドレス)ー?[がは](?:不明|無効|ありません)",
    r"不存在|未找到|找不到|未知用[户戶]|用[户戶]未知|[无無]此(?:用[户戶]|[帐账帳]|信箱)",
    r"查[无無]此|(?:收件人|地址)[无無]效|[无無]效的?(?:收件人|地址|[邮郵])",
    r"존재하지 않|없는 (?:사용자|계정|주소)|찾을 수 없",
)
SUSPENDED = (
    r"(?:konto|postkasse|postboks|brukeren?|adressen?)\S{0,20} (?:er |har blitt )?(?:deaktivert|sperret|stengt)",
    r"(?:konto|postfach) (?:ist |wurde )?(?:deaktiviert|gesperrt|stillgelegt|inaktiv)",
    r"compte (?:est )?(?:désactivé|suspendu|bloqué)|cuenta (?:está )?(?:desactivada|suspendida|bloqueada)",
    r"(?:disattivat|sospes)[oa]|(?:desativad|suspens)[oa]|заблокирован|停用|冻结|凍結|利用停止|休止",
)
FULL = (
    r"(?:innboks|postboks|postkasse|indbakke|inkorg|brevlåda|konto|e-?post)\S{0,10} (?:\S+ ){0,3}?(?:er|är) ful[ld]",
    r"(?:for|ikke nok|ikkje nok) (?:lite |lagrings)plass|kvote\S{0,6} (?:\S{1,20} )?(?:overskre|overstig|brukt opp)",
    r"(?:postfach|mailbox|konto|speicher)\S{0,20} (?:\S{1,40} ){0,4}?(?:voll|überfüllt|überschritten|erschöpft)",
    r"boîte \S{0,60} ?(?:\S{1,40} ){0,4}?(?:pleine|saturée)|quota (?:\S{1,20} ){0,2}?dépassé",
    r"(?:buzón|mailbox) (?:\S{1,60} ){0,4}?lleno|cuota (?:\S{1,20} ){0,2}?(?:excedida|superada)",
    r"casella (?:\S{1,60} ){0,4}?piena",
    r"caixa (?:\S{1,60} ){0,5}?cheia|(?:cota|quota) (?:\S{1,20} ){0,2}?(?:excedida|esgotada)",
    r"(?:postvak|mailbox) (?:\S{1,40} ){0,3}?vol\b|skrzynk\w (?:\S{1,60} ){0,4}?(?:pełna|przepełniona)|on täynnä",
    r"ящик\w{0,2} (?:\S{1,60} ){0,4}?(?:переполнен|полон|заполнен)|превыше\w{1,3} (?:квот|лимит|размер)",
    r"容量|満杯|いっぱい|一杯|已满|已滿|超出配[额額]|空间不足|空間不足|超過.{0,6}上限|용량",
)
BUSY = (
    r"midlertidig|mellombels|prøv igjen|prøv på nytt|tillfällig|försök igen|forbigående|vorübergehend|später",
    r"temporaire|réessayer|temporal|intente de nuevo|temporane|riprova|temporári|tente novamente",
    r"временно|позже|попробуйте|しばらく|再度|一時的|稍后|稍後|暂时|暫時|tijdelijk|tymczasow",
)
POLICY = (
    r"søppelpost|uønsket|uønskt|skräppost|blokkert|blockerad|blokeret|avvist av|nektet|nekta|ikke tillat|ikkje tillate",
    r"abgelehnt|verweigert|unerwünscht|gesperrt|blockiert|indésirable|refusé|bloqué|rejeté",
    r"no deseado|rechazad|bloquead|indesiderata|rifiutat|bloccat|indesejad|recusad|rejeitad",
    r"спам|отклонен|запрещен|迷惑メール|拒否|垃圾|拒[绝絕收]|黑名[单單]|ongewenst|geweigerd|odrzucon",
)
WARNING = (
    r"(?:er|ble|blir|har vorte|är|har blivit|blevet) (?:forsinket|forseinka|försenat|försenad)",
    r"vil (?:fortsette|prøve igjen)",
    r"verzögert|wird weiter versucht|retardé|retrasad|ritardat|atrasad|будет повтор|遅れ|遅延|延迟|延遲",
)
AUTOMATIC_SUBJECT = (
    r"^\s*\[?(?:automatisk svar|autosvar|automatiskt svar|automatische antwort|abwesen|automatisch antwoord)",
    r"^\s*(?:fravær|fråvær|frånvar|ferie(?:svar|melding|besked))",
    r"^\s*(?:ikke til stede|ikkje til stades|ute av kontoret)",
    r"^\s*(?:ikke på kontoret|ikkje på kontoret|sluttet|slutta|har slutt)",
    r"^\s*(?:permisjon|sjukmeld|sykmeld|semester|ej på kontoret)",
    r"^\s*(?:réponse automatique|absence|respuesta automática|risposta automatica)",
    r"^\s*(?:resposta automática|automatyczna odpowiedź)",
    r"^\s*(?:автоответ|автоматический ответ|自動(?:応答|返信)|自动(?:回复|答复)|自動回覆|\[?automatyczna odpowiedź)",
)
RETURN_SUBJECT = (
    r"(?:kan|kunne) (?:ikke|ikkje) (?:levere|leveras|bli levert)|(?:ikke|ikkje|inte|ej) lever(?:t|ert|et|ad|ats)",
    r"uleverbar|olevererbar|leverings?(?:feil|fejl|rapport|status)|leveransfel|returnert (?:melding|e-?post)|returpost",
    r"kunde inte levereras|gick inte att leverera|kunne ikke (?:afleveres|sendes)|ikke (?:mulig|muleg) å levere",
    r"unzustellbar|nicht (?:zugestellt|zustellbar|übermittelt)|zustell(?:ung|fehler|status)",
    r"non (?:remis|délivré|distribué)",
    r"échec (?:de |d.)(?:la )?(?:remise|distribution|livraison|envoi)|état de (?:la )?remise",
    r"no (?:se )?(?:pudo|ha podido|puede) (?:ser )?entreg|no entregad|devuelto",
    r"(?:error|fallo) (?:en|de) (?:la )?entrega",
    r"mancat[oa] (?:recapito|consegna)|non (?:recapitat|consegnat)|impossibile (?:consegnare|recapitare)",
    r"não (?:foi |pôde ser )?entreg|falha (?:na|de|ao) entreg|devolvid",
    r"onbestelbaar|niet (?:worden )?bezorgd|nie (?:dostarczon|można dostarczyć)|niedostarczon|zwrot wiadomości",
    r"недоставлен|не (?:было |может быть )?доставлен|ошибка доставки|возврат сообщения|невозможно доставить",
    r"配信(?:不能|でき|エラー|失敗)|配達(?:でき|不能)|送信でき|送信エラー|届(?:け|き)ませ|返送|エラーメール",
    r"退信|[无無]法(?:投[递遞]|傳遞|送達|送达|发送)|投[递遞]失[败敗]|未[送投]达|傳送失敗|발송 ?실패|반송",
)
