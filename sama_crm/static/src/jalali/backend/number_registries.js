import {wrapNumberRegistries} from "@sama_crm/jalali/numbers_patch";
// They fill the registries.
import "@web/views/fields/formatters";
import "@web/views/fields/parsers";

wrapNumberRegistries();
