from odoo import api, models

# ISO 3166-2:IR as of November 2020.
PROVINCES = {
    "00": ("Markazi", "مرکزی"),
    "01": ("Gilan", "گیلان"),
    "02": ("Mazandaran", "مازندران"),
    "03": ("East Azerbaijan", "آذربایجان شرقی"),
    "04": ("West Azerbaijan", "آذربایجان غربی"),
    "05": ("Kermanshah", "کرمانشاه"),
    "06": ("Khuzestan", "خوزستان"),
    "07": ("Fars", "فارس"),
    "08": ("Kerman", "کرمان"),
    "09": ("Razavi Khorasan", "خراسان رضوی"),
    "10": ("Isfahan", "اصفهان"),
    "11": ("Sistan and Baluchestan", "سیستان و بلوچستان"),
    "12": ("Kurdistan", "کردستان"),
    "13": ("Hamadan", "همدان"),
    "14": ("Chaharmahal and Bakhtiari", "چهارمحال و بختیاری"),
    "15": ("Lorestan", "لرستان"),
    "16": ("Ilam", "ایلام"),
    "17": ("Kohgiluyeh and Boyer-Ahmad", "کهگیلویه و بویراحمد"),
    "18": ("Bushehr", "بوشهر"),
    "19": ("Zanjan", "زنجان"),
    "20": ("Semnan", "سمنان"),
    "21": ("Yazd", "یزد"),
    "22": ("Hormozgan", "هرمزگان"),
    "23": ("Tehran", "تهران"),
    "24": ("Ardabil", "اردبیل"),
    "25": ("Qom", "قم"),
    "26": ("Qazvin", "قزوین"),
    "27": ("Golestan", "گلستان"),
    "28": ("North Khorasan", "خراسان شمالی"),
    "29": ("South Khorasan", "خراسان جنوبی"),
    "30": ("Alborz", "البرز"),
}


# Odoo's own layout prints the code of the province, which nobody knows.
ADDRESS_FORMAT = (
    "%(street)s\n%(street2)s\n%(city)s\n%(state_name)s %(zip)s\n%(country_name)s"
)


class ResCountryState(models.Model):
    """The provinces of Iran, which Odoo does not bring."""

    _inherit = "res.country.state"

    @api.model
    def _sama_create_provinces(self):
        """Create the 31 provinces, unless Iran has states already.

        They belong to the database, not to this addon: without an external id, an
        uninstallation leaves them to the partners that live there. Odoo does not
        translate names of states, so they are Persian where Persian is installed.

        :return: the created states
        """
        country = self.env.ref("base.ir")
        if self.search_count([("country_id", "=", country.id)], limit=1):
            return self.browse()
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        persian = any(code.startswith("fa") for code in langs)
        return self.create(
            [
                {"country_id": country.id, "code": code, "name": names[persian]}
                for code, names in PROVINCES.items()
            ]
        )

    @api.model
    def _sama_name_provinces(self):
        """Print the province's name in addresses of Iran, unless a user chose a layout.

        :return: whether the layout was changed
        """
        country = self.env.ref("base.ir")
        odoo = country.default_get(["address_format"])["address_format"]
        if country.address_format != odoo:
            return False
        country.address_format = ADDRESS_FORMAT
        return True
